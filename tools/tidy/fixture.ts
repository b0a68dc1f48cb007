// A small clean house in memory, to which each test adds the one thing that is wrong.
import { type Finding, inspect, RULES } from './rules.ts';
import { treeOf } from './tree.ts';

const WORKSPACES: Readonly<Record<string, readonly string[]>> = {
  'core/domain': [],
  'core/law': ['domain'],
  'core/engine': ['domain', 'law'],
  'core/registry': ['domain', 'law'],
  'adapters/store': ['domain', 'registry'],
  'adapters/feed': ['domain'],
  'apps/server': ['domain', 'engine', 'store', 'feed'],
  'apps/cli': ['domain', 'server'],
  'lab/vectors': ['domain', 'engine'],
  'lab/testkit': ['domain', 'store', 'server', 'vectors'],
};

function manifestOf(home: string, needs: readonly string[]): string {
  const dependencies = Object.fromEntries(needs.map((name) => [`@wurao/${name}`, '*']));
  return JSON.stringify({ name: `@wurao/${home.replace(/^.*\//, '')}`, dependencies }, undefined, 2);
}

function cleanFiles(): Record<string, string> {
  const files: Record<string, string> = {
    'package.json': JSON.stringify(
      { name: 'wurao', workspaces: Object.keys(WORKSPACES), devDependencies: { vitest: '5.0.0' } },
      undefined,
      2,
    ),
    'docs/dependencies.md': '| `vitest` | runs the tests | MIT |\n',
    'README.md': '# Wurao\n',
    'core/domain/number.ts':
      "import type { Kind } from './kind.ts';\nexport type PhoneNumber = string & { readonly kind: Kind };\n",
    'core/domain/kind.ts': "export type Kind = 'mobile' | 'fixed';\n",
    'core/engine/decide.ts':
      "import type { PhoneNumber } from '@wurao/domain';\nexport const at = (ms: number, to: PhoneNumber) => ({ day: new Date(ms), to });\n",
    'core/engine/decide.test.ts': "import { it } from 'vitest';\nit('decides', () => console.log(Date.now()));\n",
    'vitest.config.ts': 'export default {};\n',
  };
  for (const [home, needs] of Object.entries(WORKSPACES)) {
    files[`${home}/package.json`] = manifestOf(home, needs);
    files[`${home}/mod.ts`] = 'export {};\n';
    files[`${home}/README.md`] = `# ${home}\n`;
  }
  return files;
}

/** The clean house with these files added or replaced; `undefined` takes one away. */
export function house(changes: Readonly<Record<string, string | undefined>> = {}): ReturnType<typeof treeOf> {
  const files = cleanFiles();
  for (const [path, text] of Object.entries(changes)) {
    if (text === undefined) delete files[path];
    else files[path] = text;
  }
  return treeOf(files);
}

/** What the rule of this name finds in the changed house. */
export function found(rule: string, changes: Readonly<Record<string, string | undefined>>): readonly Finding[] {
  const rules = RULES.filter(({ name }) => name === rule);
  if (rules.length !== 1) throw new Error(`no rule is called ${rule}`);
  return inspect(house(changes), rules);
}

/** The same, as `file:line`. */
export function places(rule: string, changes: Readonly<Record<string, string | undefined>>): readonly string[] {
  return found(rule, changes).map(({ file, line }) => `${file}:${line}`);
}
