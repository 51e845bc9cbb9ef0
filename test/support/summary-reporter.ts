/** Vitest reporter that writes what `npm test` prints last: counts, and each skipped test with its reason. */
import fs from 'node:fs';
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';

/** What is written to the file that CLOCKWORK_TEST_SUMMARY names. */
export interface TestSummary {
  readonly passed: number;
  /** Failed tests, files that could not be loaded, and errors outside any test. */
  readonly failed: number;
  readonly skipped: readonly SkippedTest[];
}

export interface SkippedTest {
  readonly name: string;
  readonly reason: string;
  /** The missing component, where the suite is one with a real component. */
  readonly component?: string;
}

export class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const file = process.env['CLOCKWORK_TEST_SUMMARY'];
    if (file !== undefined) fs.writeFileSync(file, JSON.stringify(summarize(modules, unhandledErrors.length)));
  }
}

// biome-ignore lint/style/noDefaultExport: Vitest takes a reporter file's default export.
export default SummaryReporter;

function summarize(modules: readonly TestModule[], errorCount: number): TestSummary {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const inState = (state: string) => tests.filter((test) => test.result().state === state);
  const suiteErrors = modules
    .flatMap((module) => [module, ...module.children.allSuites()])
    .flatMap((one) => one.errors());
  return {
    passed: inState('passed').length,
    // A test that never got its turn did not pass.
    failed: inState('failed').length + inState('pending').length + suiteErrors.length + errorCount,
    skipped: inState('skipped').map(describeSkipped),
  };
}

function describeSkipped(test: TestCase): SkippedTest {
  const result = test.result();
  const name = `${test.module.relativeModuleId} > ${test.fullName}`;
  const meta = parentsOf(test)
    .map((one) => one.meta())
    .find((one) => one.skipReason !== undefined);
  const note = result.state === 'skipped' ? result.note : undefined;
  const reason = meta?.skipReason ?? note ?? 'skipped in the test file, without a reason';
  return meta?.component === undefined ? { name, reason } : { name, reason, component: meta.component };
}

function parentsOf(test: TestCase): readonly (TestCase | TestSuite)[] {
  const found: (TestCase | TestSuite)[] = [test];
  for (let at = test.parent; at.type === 'suite'; at = at.parent) found.push(at);
  return found;
}
