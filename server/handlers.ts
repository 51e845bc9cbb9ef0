/** The table of everything that the server answers. */
import type { Handler } from './handler.ts';
import { actionHandlers } from './handlers/actions.ts';
import { commandHandlers } from './handlers/commands.ts';
import { completionHandlers } from './handlers/completion.ts';
import { diagnosticsHandlers } from './handlers/diagnostics.ts';
import { formatHandlers } from './handlers/format.ts';
import { graphHandlers } from './handlers/graph.ts';
import { hierarchyHandlers } from './handlers/hierarchy.ts';
import { hoverHandlers } from './handlers/hover.ts';
import { inlayHintHandlers } from './handlers/inlay-hints.ts';
import { lensHandlers } from './handlers/lenses.ts';
import { linkHandlers } from './handlers/links.ts';
import { navigationHandlers } from './handlers/navigation.ts';
import { outlineHandlers } from './handlers/outline.ts';
import { planHandlers } from './handlers/plan.ts';
import { previewHandlers } from './handlers/preview.ts';
import { renameHandlers } from './handlers/rename.ts';
import { semanticTokensHandlers } from './handlers/semantic-tokens.ts';
import { structureHandlers } from './handlers/structure.ts';

export const handlers: readonly Handler[] = [
  ...diagnosticsHandlers,
  ...outlineHandlers,
  ...structureHandlers,
  ...navigationHandlers,
  ...linkHandlers,
  ...hierarchyHandlers,
  ...semanticTokensHandlers,
  ...lensHandlers,
  ...graphHandlers,
  ...planHandlers,
  ...formatHandlers,
  ...renameHandlers,
  ...actionHandlers,
  ...commandHandlers,
  ...hoverHandlers,
  ...inlayHintHandlers,
  ...previewHandlers,
  ...completionHandlers,
];
