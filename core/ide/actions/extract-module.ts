import type { ActionMaker } from './action.ts';
export const extractModule: ActionMaker = () => [];
