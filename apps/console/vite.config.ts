import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const here = import.meta.dirname;
const COMPRESSED = ['.js', '.css', '.svg', '.json'];

/** Compressed once, beside each file: the server sends them as they lie. */
const compressed = (): Plugin => ({
  name: 'compressed',
  apply: 'build',
  closeBundle() {
    const assets = join(here, 'dist', 'assets');
    for (const name of readdirSync(assets)) {
      if (!COMPRESSED.includes(extname(name))) continue;
      const bytes = readFileSync(join(assets, name));
      writeFileSync(join(assets, `${name}.br`), brotliCompressSync(bytes));
      writeFileSync(join(assets, `${name}.gz`), gzipSync(bytes));
    }
  },
});

export default defineConfig({
  root: here,
  plugins: [react(), compressed()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2_000,
    // The page's policy allows no script that stands in it.
    modulePreload: { polyfill: false },
  },
  // `npx vite apps/console` beside a running server, while working on a page.
  server: { proxy: { '/v1': 'http://127.0.0.1:8080', '/forms': 'http://127.0.0.1:8080' } },
});
