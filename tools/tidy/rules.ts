// All rules, and what running them gives.
import { importRules } from './imports.ts';
import { nameRules } from './names.ts';
import { paperRules } from './papers.ts';
import { shapeRules } from './shape.ts';
import type { Rule, Tree, Violation } from './tree.ts';

export const RULES: readonly Rule[] = [...importRules, ...shapeRules, ...nameRules, ...paperRules];

export type Finding = Violation & { readonly rule: string };

export function inspect(tree: Tree, rules: readonly Rule[] = RULES): readonly Finding[] {
  return rules
    .flatMap((rule) => rule.check(tree).map((violation) => ({ ...violation, rule: rule.name })))
    .sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}

export function describeFinding({ file, line, wrong, instead, rule }: Finding): string {
  return `${file}:${line}: ${wrong} [${rule}]\n    ${instead}`;
}
