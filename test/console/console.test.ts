/** Expressions against an oracle (`oracle/main.go`) and against documentation (`documented.txt`). */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser } from '../support/parser.ts';
import { tempFolder } from '../support/temp.ts';
import { answerOf } from './answers.ts';
import { differences } from './differences.ts';
import { readDocumentedCases } from './documented.ts';
import { oracleDir, readOracleCases } from './oracle.ts';
import { oracleVariables } from './variables.ts';
import { documentedWorld } from './world.ts';

const oracleCases = readOracleCases();
const documentedCases = readDocumentedCases();
const goPackage = '/usr/share/gocode/src/github.com/hashicorp/hcl';

beforeAll(loadParser);

it('covers at least 400 expressions', () => {
  expect(oracleCases.length).toBeGreaterThan(400);
  expect(documentedCases.length).toBeGreaterThan(150);
});

describe('oracle', () => {
  it.each(oracleCases.filter(({ expression }) => !Object.hasOwn(differences, expression)))(
    '$expression',
    ({ expression, line, says }) => {
      const answer = answerOf(expression, oracleVariables);
      expect(answer.line, `${says ?? ''} | ${answer.problems.join(' ')}`).toBe(line);
    },
  );

  it.each(Object.entries(differences))('%s differs on purpose', (expression, { line }) => {
    const asked = oracleCases.find((oracleCase) => oracleCase.expression === expression);
    expect(asked?.line, 'the oracle has answered it').toBeDefined();
    expect(asked?.line).not.toBe(line);
    expect(answerOf(expression, oracleVariables).line).toBe(line);
  });

  it('has answered the cases as they are now', ({ skip }) => {
    if (!existsSync(goPackage)) skip('Go and its packages hcl and cty are not installed (see oracle/regenerate.sh)');
    const fresh = path.join(tempFolder(), 'expected.jsonl');
    execFileSync(path.join(oracleDir, 'regenerate.sh'), [fresh], { stdio: 'inherit' });
    expect(readFileSync(fresh, 'utf8')).toBe(readFileSync(path.join(oracleDir, 'expected.jsonl'), 'utf8'));
  });
});

describe('documentation', () => {
  it.each(documentedCases)('$expression', ({ page, expression, line }) => {
    const answer = answerOf(expression, oracleVariables, documentedWorld);
    expect(answer.line, `${page} | ${answer.problems.join(' ')}`).toBe(line);
  });
});

it('gives a message for every error', () => {
  for (const { expression, line } of [...oracleCases, ...documentedCases]) {
    if (line !== 'error') continue;
    const { problems } = answerOf(expression, oracleVariables, documentedWorld);
    expect(problems.join('').length, expression).toBeGreaterThan(10);
  }
});
