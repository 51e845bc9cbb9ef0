/** Everything that can be done to a file, in the order in which editors list it. */
import type { Span } from '../../base/span.ts';
import type { View } from '../../engine/view.ts';
import { inForm } from '../structure/kept-form.ts';
import { acceptCompleted } from './accept-completed.ts';
import { type Action, type ActionMaker, contextOf } from './action.ts';
import { declare } from './declare.ts';
import { extractModule } from './extract-module.ts';
import { extractValue } from './extract-value.ts';
import { fixAllOnSave, fixes } from './fixes.ts';
import { ignoreHere } from './ignore.ts';
import { inline } from './inline.ts';
import { keepApplied } from './keep-applied.ts';
import { addMissing } from './missing.ts';
import { convertOlderCheck } from './older-check.ts';
import { rewrite } from './rewrite.ts';
import { passSecret } from './secrets.ts';
import { sort } from './sort.ts';
import { removeUnknown, removeUnused } from './unused.ts';

const makers: readonly ActionMaker[] = [
  fixes,
  declare,
  addMissing,
  passSecret,
  removeUnused,
  removeUnknown,
  ignoreHere,
  extractValue,
  extractModule,
  inline,
  acceptCompleted,
  keepApplied,
  convertOlderCheck,
  rewrite,
  sort,
  fixAllOnSave,
];

/**
 * What can be done at a selection (empty for a cursor) of a file; offsets in it. `others` are the views of other projects,
 * which may use the same modules. Never throws for what the file holds.
 */
export function actionsAt(view: View, path: string, at: Span, others: readonly View[] = []): readonly Action[] {
  const context = contextOf(view, path, at, others);
  return context === undefined ? [] : makers.flatMap((maker) => maker(context).map((each) => laidOut(view, each)));
}

/** What was in form before an action is so behind it. */
function laidOut(view: View, action: Action): Action {
  return {
    ...action,
    change: () => {
      const { elsewhere, ...change } = action.change();
      return {
        ...change,
        edits: inForm(view, change.edits),
        ...(elsewhere !== undefined && {
          elsewhere: elsewhere.map((each) => ({ ...each, edits: inForm(each.view, each.edits) })),
        }),
      };
    },
  };
}
