/** `clockwork validate`: everything that is wrong with the files. The diagnostics are the result. */

import { locate } from '../../diagnostics/locate.ts';
import { countText } from '../../diagnostics/render-text.ts';
import type { CommandRun } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import { counted, say } from '../output.ts';
import { loadProject, requireFiles } from '../project.ts';
import { formatOf, hasErrors, render } from '../report.ts';

export const validate: CommandRun = async (invocation) => {
  const format = invocation.options.json === true ? 'json' : formatOf(invocation);
  const project = await loadProject(invocation, { unset: 'unknown' });
  if (format === 'text') requireFiles(project);
  const { stdout } = invocation.host.terminal;
  const report = locate(project.diagnostics, project.files, (path) => project.shown(path));
  const text = await render(report, format, { paint: invocation.paint.out, columns: stdout.columns });
  stdout.write(text);
  const isValid = !hasErrors(project.diagnostics);
  if (format === 'text') {
    const { err } = invocation.paint;
    const counts = countText(project.diagnostics);
    const what = `${counted(project.model.instances.size, 'resource')} in ${counted(project.files.size, 'file')}`;
    const verdict = isValid ? err.green(err.bold('Valid:')) : err.red(err.bold('Invalid:'));
    const blank = text === '' ? '' : '\n';
    say(invocation, `${blank}${verdict} ${isValid ? `${what}${counts === '' ? '' : `, ${counts}`}` : counts}.`);
  }
  return isValid ? exitCodes.done : exitCodes.configuration;
};
