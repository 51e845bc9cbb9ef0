/** Conditions of `validation`, `precondition` and `postcondition` blocks. */
import { convert } from '../language/convert.ts';
import { boolType, stringType } from '../language/types.ts';
import { hasSensitive, isKnown, isNull } from '../language/values.ts';
import type { Condition } from './declarations.ts';
import type { Frame, Machine } from './machine.ts';
import { evaluateIn, note, within } from './machine.ts';
import type { EvaluatedInstance } from './model.ts';

type Judged = EvaluatedInstance['conditions'][number];

/** What each condition says now; problems with the condition itself go to the frame. */
export function conditionsOf(
  machine: Machine,
  conditions: readonly Condition[],
  when: 'before' | 'after',
  frame: Frame,
): readonly Judged[] {
  return conditions.map((condition) => {
    const value = within(machine, frame, () => evaluateIn(machine, condition.condition, frame));
    const place = { ...frame.home, span: condition.span };
    const message = messageOf(machine, condition, frame);
    if (!isKnown(value)) return { when, holds: 'unknown', message, place };
    const converted = convert(value, boolType);
    if (isNull(value) || 'message' in converted) {
      note(frame, {
        code: 'invalid-condition',
        message: 'A condition must be `true` or `false`.',
        span: condition.span,
      });
      return { when, holds: 'unknown', message, place };
    }
    return { when, holds: converted.value.raw === true, message, place };
  });
}

function messageOf(machine: Machine, condition: Condition, frame: Frame): string {
  const fallback = 'A condition that was set for this does not hold.';
  const { message } = condition;
  if (message === undefined) return fallback;
  const value = within(machine, frame, () => evaluateIn(machine, message, frame));
  if (hasSensitive(value)) return `${fallback} (Its message holds something sensitive.)`;
  if (!isKnown(value) || isNull(value)) return fallback;
  const text = convert(value, stringType);
  return 'value' in text && typeof text.value.raw === 'string' ? text.value.raw : fallback;
}
