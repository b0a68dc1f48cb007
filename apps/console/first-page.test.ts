import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const IMPORT = /^(?:import|export)\s(?:[^;]*?\sfrom\s)?'([^']+)'/gm;

/** Every package that a file brings along when it is loaded; what it loads later does not count. */
const packagesOf = (file: string, seen = new Set<string>()): ReadonlySet<string> => {
  const packages = new Set<string>();
  if (seen.has(file) || !/\.tsx?$/.test(file) || !existsSync(file)) return packages;
  seen.add(file);
  for (const [statement, from = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
    if (statement.startsWith('import type')) continue;
    if (!from.startsWith('.'))
      packages.add(
        from
          .split('/')
          .slice(0, from.startsWith('@') ? 2 : 1)
          .join('/'),
      );
    else for (const found of packagesOf(join(dirname(file), from), seen)) packages.add(found);
  }
  return packages;
};

it.each(['app/main.tsx', 'features/my/mod.tsx', 'features/sign-in/mod.tsx'])(
  'a person’s pages wait for no library of components or charts: %s',
  (file) => {
    const packages = [...packagesOf(join(import.meta.dirname, file))];
    expect(packages).toContain('react');
    expect(packages.filter((name) => /^(?:antd|@ant-design|echarts)/.test(name))).toEqual([]);
  },
);
