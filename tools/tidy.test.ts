import { describe, expect, it } from 'vitest';
import { found, house } from './tidy/fixture.ts';
import { describeFinding, inspect, RULES } from './tidy/rules.ts';

describe('tidy', () => {
  it.each(RULES.map(({ name }) => name))('%s finds nothing in a clean house', (name) => {
    expect(found(name, {})).toEqual([]);
  });

  it('gives each rule a name of its own', () => {
    expect(new Set(RULES.map(({ name }) => name)).size).toBe(RULES.length);
  });

  it('says file, line, what is wrong and what to do instead', () => {
    const [finding] = found('layers', { 'core/domain/a.ts': "\nimport { x } from '@wurao/law';\n" });
    expect(finding && describeFinding(finding)).toBe(
      'core/domain/a.ts:2: core/domain imports core/law [layers]\n' +
        '    core/domain may import nothing. Move the shared part down, or take it in through a port or an argument.',
    );
  });

  it('reports all rules together, sorted by place', () => {
    const findings = inspect(
      house({ 'core/law/b.ts': 'export enum E { A }\n', 'core/law/a.ts': 'export let x: any;\n' }),
    );
    expect(findings.map(({ file, rule }) => [file, rule])).toEqual([
      ['core/law/a.ts', 'no-any'],
      ['core/law/b.ts', 'no-enum'],
    ]);
  });
});
