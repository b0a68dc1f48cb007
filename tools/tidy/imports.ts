// Who imports whom: floors, doors, circles, declared dependencies.
import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import ts from 'typescript-api';
import { MAY_IMPORT, TEST_TOOLS, TESTS_MAY_ALSO_IMPORT } from './house.ts';
import {
  type CodeFile,
  homeOf,
  isTestPath,
  lineOf,
  type Manifest,
  type Rule,
  type Tree,
  type Violation,
  visit,
} from './tree.ts';

type Import = { readonly from: CodeFile; readonly specifier: string; readonly line: number };

const SCOPE = '@wurao/';

function literalOf(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;
}

/** `new URL('./worker.ts', import.meta.url)` starts a file as surely as an import does. */
function urlOfCode(node: ts.Node): string | undefined {
  if (!ts.isNewExpression(node) || !ts.isIdentifier(node.expression) || node.expression.text !== 'URL')
    return undefined;
  const text = literalOf(node.arguments?.[0]);
  return text !== undefined && /^\.\.?\/.*\.m?[tj]s$/.test(text) ? text : undefined;
}

function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return literalOf(node.moduleSpecifier);
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return literalOf(node.arguments[0]);
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return literalOf(node.argument.literal);
  return urlOfCode(node);
}

export function importsOf(file: CodeFile): readonly Import[] {
  const found: Import[] = [];
  visit(file.syntax, (node) => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) found.push({ from: file, specifier, line: lineOf(file, node) });
  });
  return found;
}

function allImports(tree: Tree): readonly Import[] {
  return tree.code.flatMap(importsOf);
}

function isRelative(specifier: string): boolean {
  return specifier.startsWith('./') || specifier.startsWith('../');
}

function targetOf({ from, specifier }: Import): string {
  return posix.normalize(posix.join(posix.dirname(from.path), specifier));
}

/** `@wurao/engine/tables` -> `@wurao/engine`; `kysely/x` -> `kysely`. */
function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}

function homesByName(tree: Tree): ReadonlyMap<string, string> {
  const homes = tree.manifests.map((manifest): [string, string] => [manifest.name, posix.dirname(manifest.path)]);
  return new Map(homes);
}

function fits(home: string, pattern: string): boolean {
  return pattern.endsWith('/*') ? home.startsWith(pattern.slice(0, -1)) : home === pattern;
}

export function allowedFor(home: string): readonly string[] | undefined {
  return MAY_IMPORT[home] ?? MAY_IMPORT[home.replace(/\/.*$/, '/*')];
}

function checkLayer(one: Import, homes: ReadonlyMap<string, string>): Violation | undefined {
  const { from, specifier, line } = one;
  const home = from.home;
  if (home === undefined || !specifier.startsWith(SCOPE)) return undefined;
  const target = homes.get(packageOf(specifier));
  if (target === undefined) {
    const instead = `Name the package in the root package.json's workspaces, or import one that is there.`;
    return { file: from.path, line, wrong: `imports ${specifier}, which no workspace provides`, instead };
  }
  const allowed = [...(allowedFor(home) ?? []), ...(from.isTest ? TESTS_MAY_ALSO_IMPORT : [])];
  if (target === home || allowed.some((pattern) => fits(target, pattern))) return undefined;
  const list = allowed.length === 0 ? 'nothing' : `only ${allowed.join(', ')}`;
  return {
    file: from.path,
    line,
    wrong: `${home} imports ${target}`,
    instead: `${home} may import ${list}. Move the shared part down, or take it in through a port or an argument.`,
  };
}

const layers: Rule = {
  name: 'layers',
  check: (tree) => {
    const homes = homesByName(tree);
    return allImports(tree).flatMap((one) => checkLayer(one, homes) ?? []);
  },
};

const floorPlan: Rule = {
  name: 'floor-plan',
  check: (tree) => {
    const root = tree.manifests.find((manifest) => manifest.path === 'package.json');
    const strangers = (root?.workspaces ?? []).filter((home) => allowedFor(home) === undefined);
    return strangers.map((home) => ({
      file: 'package.json',
      line: lineOfText(root?.text ?? '', `"${home}"`),
      wrong: `${home} is not in the table of tools/tidy/house.ts`,
      instead: 'Say in MAY_IMPORT what it may import, or put the code into a package that is there.',
    }));
  },
};

function checkDoor(one: Import): Violation | undefined {
  const { from, specifier, line } = one;
  if (specifier.startsWith(SCOPE) && packageOf(specifier) !== specifier) {
    const instead = `Import ${packageOf(specifier)}; what others need is exported by its mod.ts.`;
    return { file: from.path, line, wrong: `reaches past the door: ${specifier}`, instead };
  }
  if (!isRelative(specifier) || from.home === undefined) return undefined;
  const target = targetOf(one);
  if (target === from.home || target.startsWith(`${from.home}/`)) return undefined;
  const name = homeOf(`${target}/x`)?.replace(/^.*\//, SCOPE) ?? `the package's name`;
  const instead = `Import ${name}; what others need is exported by its mod.ts.`;
  return { file: from.path, line, wrong: `a relative path leaves ${from.home}: ${specifier}`, instead };
}

const doors: Rule = { name: 'doors', check: (tree) => allImports(tree).flatMap((one) => checkDoor(one) ?? []) };

const ownDoor: Rule = {
  name: 'own-door',
  check: (tree) => {
    const homes = homesByName(tree);
    return allImports(tree)
      .filter(({ from, specifier }) => from.home !== undefined && homes.get(specifier) === from.home)
      .map(({ from, specifier, line }) => ({
        file: from.path,
        line,
        wrong: `imports its own package by name: ${specifier}`,
        instead: 'Inside a package import the file: ./name.ts.',
      }));
  },
};

function declaredFor(file: CodeFile, own: Manifest | undefined, root: Manifest | undefined): readonly string[] {
  const isLab = file.home?.startsWith('lab/') === true;
  const names = Object.keys(own?.dependencies ?? {});
  if (file.isTest || isLab) names.push(...Object.keys(own?.devDependencies ?? {}), ...TEST_TOOLS);
  if (file.home === 'tools' || file.home === undefined) names.push(...Object.keys(root?.devDependencies ?? {}));
  if (file.isTest) names.push(...TESTS_MAY_ALSO_IMPORT.map((home) => home.replace(/^.*\//, SCOPE)));
  return names;
}

const declared: Rule = {
  name: 'declared-dependencies',
  check: (tree) => {
    const byHome = new Map(tree.manifests.map((manifest) => [posix.dirname(manifest.path), manifest]));
    return allImports(tree).flatMap(({ from, specifier, line }) => {
      if (isRelative(specifier) || isBuiltin(specifier)) return [];
      // Tools are no package of their own; `layers` says which packages they may read.
      if (from.home === 'tools' && specifier.startsWith(SCOPE)) return [];
      const name = packageOf(specifier);
      const own = from.home === undefined ? undefined : byHome.get(from.home);
      if (name === own?.name || declaredFor(from, own, byHome.get('.')).includes(name)) return [];
      const where = own === undefined ? 'package.json' : own.path;
      return [
        { file: from.path, line, wrong: `${name} is not declared`, instead: `Add it to the dependencies of ${where}.` },
      ];
    });
  },
};

const coreImports: Rule = {
  name: 'core-imports',
  check: (tree) =>
    allImports(tree)
      .filter(({ from, specifier }) => {
        const isCore = from.home?.startsWith('core/') === true && !from.isTest;
        return isCore && !isRelative(specifier) && !specifier.startsWith(SCOPE);
      })
      .map(({ from, specifier, line }) => ({
        file: from.path,
        line,
        wrong: `core is pure, yet this imports ${specifier}`,
        instead: 'State a port in ports.ts and let an adapter provide it, or take the value as an argument.',
      })),
};

const noTestsInProduction: Rule = {
  name: 'no-tests-in-production',
  check: (tree) =>
    allImports(tree)
      .filter((one) => !one.from.isTest && isRelative(one.specifier) && isTestPath(targetOf(one)))
      .map(({ from, specifier, line }) => ({
        file: from.path,
        line,
        wrong: `production imports a test: ${specifier}`,
        instead: 'Move what both need beside the production file, or into @wurao/testkit if only tests need it.',
      })),
};

type Graph = ReadonlyMap<string, readonly { readonly to: string; readonly line: number; readonly file: string }[]>;

function fileGraph(tree: Tree): Graph {
  const homes = homesByName(tree);
  const edges = (file: CodeFile) =>
    importsOf(file).flatMap((one) => {
      const door = homes.get(one.specifier);
      const to = isRelative(one.specifier) ? targetOf(one) : door === undefined ? undefined : `${door}/mod.ts`;
      return to === undefined ? [] : [{ to, line: one.line, file: file.path }];
    });
  return new Map(tree.code.map((file) => [file.path, edges(file)]));
}

function packageGraph(tree: Tree): Graph {
  const homes = homesByName(tree);
  const graph = new Map<string, { to: string; line: number; file: string }[]>();
  for (const { from, specifier, line } of allImports(tree)) {
    const to = homes.get(packageOf(specifier));
    if (from.isTest || from.home === undefined || to === undefined || to === from.home) continue;
    const edges = graph.get(from.home) ?? [];
    edges.push({ to, line, file: from.path });
    graph.set(from.home, edges);
  }
  return graph;
}

/** Depth first; each import that closes a circle is reported where it stands. */
function circles(graph: Graph): readonly Violation[] {
  const found: Violation[] = [];
  const done = new Set<string>();
  const walk = (node: string, trail: readonly string[]): void => {
    if (done.has(node)) return;
    for (const { to, line, file } of graph.get(node) ?? []) {
      const start = [...trail, node].indexOf(to);
      if (start === -1) {
        walk(to, [...trail, node]);
        continue;
      }
      const ring = [...[...trail, node].slice(start), to].join(' -> ');
      const instead = 'Move what both need into a third file below them, or pass it in as an argument.';
      found.push({ file, line, wrong: `imports in a circle: ${ring}`, instead });
    }
    done.add(node);
  };
  for (const node of graph.keys()) walk(node, []);
  return found;
}

const noCircles: Rule = {
  name: 'circles',
  check: (tree) => {
    const among = circles(packageGraph(tree));
    return among.length > 0 ? among : circles(fileGraph(tree));
  },
};

export function lineOfText(text: string, part: string): number {
  const at = text.indexOf(part);
  return at === -1 ? 1 : text.slice(0, at).split('\n').length;
}

export const importRules: readonly Rule[] = [
  layers,
  floorPlan,
  doors,
  ownDoor,
  declared,
  coreImports,
  noTestsInProduction,
  noCircles,
];
