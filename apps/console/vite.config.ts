import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const here = import.meta.dirname;
const COMPRESSED = ['.js', '.css', '.svg', '.json'];

/** Compiled while it comes, beside the page's own thread, by browsers that know the hint; by others when a function is first called. */
const COMPILED_AHEAD = '//# allFunctionsCalledOnLoad\n';
/** What a person's first page runs. */
const FIRST = /^(?:index|shared|my)-[^.]+\.js$/;

/** As the server sends them: those of the first page with the hint, each compressed beside it. */
const finished = (): Plugin => ({
  name: 'finished',
  apply: 'build',
  closeBundle() {
    const assets = join(here, 'dist', 'assets');
    for (const name of readdirSync(assets)) {
      if (!COMPRESSED.includes(extname(name))) continue;
      if (FIRST.test(name))
        writeFileSync(join(assets, name), COMPILED_AHEAD + readFileSync(join(assets, name), 'utf8'));
      const bytes = readFileSync(join(assets, name));
      writeFileSync(join(assets, `${name}.br`), brotliCompressSync(bytes));
      writeFileSync(join(assets, `${name}.gz`), gzipSync(bytes));
    }
  },
});

/**
 * Files of one page, few and large: a telephone spends more on each file than on what is in it. The first page's own, what all parts share,
 * and the texts of a part in one language; the rest falls as the parts load it.
 */
const GROUPS = [
  { name: 'base', tags: ['$initial' as const], priority: 2 },
  { name: 'shared', test: /apps\/console\/components\/(?!chart|big-list|wide-table|province)/, priority: 1 },
  {
    name: (id: string) => {
      const [, language, feature] = /texts\/(zh|en)\/([a-z]+)[\w-]*\.ts/.exec(id) ?? [];
      return feature === undefined ? null : `words-${language}-${feature}`;
    },
    priority: 3,
  },
];

export default defineConfig({
  root: here,
  plugins: [react(), finished()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2_000,
    // The page's policy allows no script that stands in it.
    modulePreload: { polyfill: false },
    // The server has the files of a part asked for together with the page.
    manifest: 'files.json',
    rolldownOptions: { output: { codeSplitting: { groups: GROUPS } } },
  },
  // `npx vite apps/console` beside a running server, while working on a page.
  server: { proxy: { '/v1': 'http://127.0.0.1:8080', '/forms': 'http://127.0.0.1:8080' } },
});
