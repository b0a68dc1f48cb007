// The tree that tidy looks at: paths and texts, from the checkout or, in tests, from memory.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript-api';
import { FLOORS } from './house.ts';

export type Violation = {
  readonly file: string;
  readonly line: number;
  readonly wrong: string;
  readonly instead: string;
};

export type Rule = {
  readonly name: string;
  readonly check: (tree: Tree) => readonly Violation[];
};

/** A code file, parsed once for all rules. */
export type CodeFile = {
  readonly path: string;
  readonly text: string;
  readonly isTest: boolean;
  /** `core/engine`, `tools`, or undefined for a file of the root. */
  readonly home: string | undefined;
  readonly syntax: ts.SourceFile;
};

export type Manifest = {
  readonly path: string;
  readonly text: string;
  readonly name: string;
  readonly workspaces: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

export type Tree = {
  readonly paths: readonly string[];
  readonly read: (path: string) => string;
  readonly code: readonly CodeFile[];
  readonly manifests: readonly Manifest[];
};

const CODE = /\.(ts|tsx|mts)$/;
/** Tests, and what a package keeps in a folder `testing` for its own tests. */
const TEST = /\.test\.tsx?$|\/testing\//;

export function isTestPath(path: string): boolean {
  return TEST.test(path);
}

export function homeOf(path: string): string | undefined {
  const [floor, folder, ...rest] = path.split('/');
  if (floor === 'tools' && folder !== undefined) return 'tools';
  if (floor === undefined || folder === undefined || rest.length === 0) return undefined;
  return FLOORS.includes(floor) ? `${floor}/${folder}` : undefined;
}

export function lineOf(file: CodeFile, node: ts.Node): number {
  return file.syntax.getLineAndCharacterOfPosition(node.getStart(file.syntax)).line + 1;
}

/** Visits every node below `root`, outermost first. */
export function visit(root: ts.Node, see: (node: ts.Node) => void): void {
  const step = (node: ts.Node): void => {
    see(node);
    ts.forEachChild(node, step);
  };
  ts.forEachChild(root, step);
}

function parseManifest(path: string, text: string): Manifest {
  const value: Partial<Manifest> = JSON.parse(text);
  return {
    path,
    text,
    name: value.name ?? '',
    workspaces: value.workspaces ?? [],
    dependencies: value.dependencies ?? {},
    devDependencies: value.devDependencies ?? {},
  };
}

function parseCode(path: string, text: string): CodeFile {
  const syntax = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return { path, text, isTest: isTestPath(path), home: homeOf(path), syntax };
}

/** A tree from memory: path to text. */
export function treeOf(files: Readonly<Record<string, string>>): Tree {
  const paths = Object.keys(files).sort();
  const read = (path: string): string => files[path] ?? '';
  return {
    paths,
    read,
    code: paths.filter((path) => CODE.test(path)).map((path) => parseCode(path, read(path))),
    manifests: paths
      .filter((path) => path.split('/').at(-1) === 'package.json')
      .map((path) => parseManifest(path, read(path))),
  };
}

const TEXT_BYTES_MAX = 4 * 1024 * 1024;

/** What git tracks or would track: ignored files are nobody's business. */
export function treeOfCheckout(root: string): Tree {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const files: Record<string, string> = {};
  for (const path of listed.split('\0')) {
    const full = join(root, path);
    // A file deleted but not yet committed is still listed.
    if (path === '' || !existsSync(full)) continue;
    const status = statSync(full);
    if (!status.isFile() || status.size > TEXT_BYTES_MAX) continue;
    const bytes = readFileSync(full);
    files[path] = bytes.includes(0) ? '' : bytes.toString('utf8');
  }
  return treeOf(files);
}
