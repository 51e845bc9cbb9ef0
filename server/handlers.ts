/** The table of everything that the server answers. */
import type { Handler } from './handler.ts';
import { outlineHandlers } from './handlers/outline.ts';

export const handlers: readonly Handler[] = [...outlineHandlers];
