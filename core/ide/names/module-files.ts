/** The files of a module's folder, the one to open first in front. */
import type { View } from '../../engine/view.ts';

/** `main.cw`, then the others by name; without `completed.cw`. Empty where no module is there. */
export function filesOfModule(view: View, dir: string): readonly string[] {
  const paths = view.project.modules.get(dir)?.files.map((file) => file.path) ?? [];
  const isMain = (path: string) => path === 'main.cw' || path.endsWith('/main.cw');
  return [...paths.filter(isMain), ...paths.filter((path) => !isMain(path))];
}
