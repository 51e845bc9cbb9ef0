/** A function as a person reads it: for hover, signature help and the reference. */
import { typeName } from '../types.ts';
import type { FunctionDefinition, Parameter } from './define.ts';

/** `substr(str: string, offset: number, length: number): string`, `max(...numbers: number): number`. */
export function signatureText(definition: FunctionDefinition): string {
  return `${definition.name}(${parameterTexts(definition).join(', ')}): ${resultText(definition)}`;
}

/** Each parameter as it stands in the signature, the variadic one last. */
export function parameterTexts(definition: FunctionDefinition): readonly string[] {
  const { parameters, variadic } = definition;
  const fixed = parameters.map(parameterText);
  return variadic === undefined ? fixed : [...fixed, `...${parameterText(variadic)}`];
}

/** The page that documents the same function: Terraform's, or OpenTofu's for the two that Terraform does not have. */
export function pageOf(definition: FunctionDefinition): string {
  const page = definition.page ?? definition.name;
  return page.startsWith('https:') ? page : `https://developer.hashicorp.com/terraform/language/functions/${page}`;
}

function parameterText(parameter: Parameter): string {
  return `${parameter.name}: ${typeName(parameter.type)}`;
}

/** `any` where it depends on the arguments. */
function resultText(definition: FunctionDefinition): string {
  return typeof definition.returns === 'function' ? 'any' : typeName(definition.returns);
}
