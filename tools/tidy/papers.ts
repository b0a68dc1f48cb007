// Papers: what every package carries, what every dependency owes, and what no tracked file may name.
import { posix } from 'node:path';
import { MACHINE_FOLDERS, README_LINES_MAX, REGISTRY_HOSTS } from './house.ts';
import { lineOfText } from './imports.ts';
import type { Manifest, Rule, Violation } from './tree.ts';

const doorAndReadme: Rule = {
  name: 'door-and-readme',
  check: (tree) => {
    const root = tree.manifests.find((manifest) => manifest.path === 'package.json');
    return (root?.workspaces ?? []).flatMap((home) => {
      const needed: readonly [string, string][] = [
        ['package.json', 'Add one with the name, the exports and the dependencies, as its neighbours have.'],
        ['mod.ts', 'Add the door: export there what others may use.'],
        ['README.md', 'Say in ten lines what it is for, what goes in, what comes out, where to start reading.'],
      ];
      const missing = needed
        .filter(([name]) => !tree.paths.includes(`${home}/${name}`))
        .map(([name, instead]) => ({ file: `${home}/${name}`, line: 1, wrong: 'is missing', instead }));
      const lines = tree.read(`${home}/README.md`).trimEnd().split('\n').length;
      if (lines <= README_LINES_MAX) return missing;
      const instead = 'Keep to ten lines or so; the rest belongs into docs/ or beside the code it explains.';
      const long = { file: `${home}/README.md`, line: README_LINES_MAX + 1, wrong: `${lines} lines`, instead };
      return [...missing, long];
    });
  },
};

const DEPENDENCIES = 'docs/dependencies.md';

function outsiders(manifest: Manifest): readonly (readonly [string, string])[] {
  const all = [...Object.entries(manifest.dependencies), ...Object.entries(manifest.devDependencies)];
  return all.filter(([name]) => !name.startsWith('@wurao/'));
}

const knownDependencies: Rule = {
  name: 'known-dependencies',
  check: (tree) => {
    const text = tree.read(DEPENDENCIES);
    return tree.manifests.flatMap((manifest) =>
      outsiders(manifest)
        .filter(([name]) => !text.includes(`\`${name}\``))
        .map(([name]) => ({
          file: manifest.path,
          line: lineOfText(manifest.text, `"${name}"`),
          wrong: `${name} has no line in ${DEPENDENCIES}`,
          instead: 'Say there what it is for, why this one, and its licence; or do without it.',
        })),
    );
  },
};

const EXACT = /^(npm:[^@]*(@[^@]+)?@)?\d+\.\d+\.\d+([-+][\w.-]+)?$/;

const pinned: Rule = {
  name: 'pinned-dependencies',
  check: (tree) =>
    tree.manifests.flatMap((manifest) =>
      outsiders(manifest)
        .filter(([, version]) => !EXACT.test(version))
        .map(([name, version]) => ({
          file: manifest.path,
          line: lineOfText(manifest.text, `"${name}"`),
          wrong: `${name} is asked for as ${version}`,
          instead: 'Pin the exact version.',
        })),
    ),
};

type LockEntry = {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};

/** Where Node would look for `name` from `place`: its own node_modules, then each one above. */
function isProvided(packages: Readonly<Record<string, LockEntry>>, place: string, name: string): boolean {
  const parts = place === '' ? [] : place.split('/');
  const above = parts.map((_part, count) => parts.slice(0, count).join('/'));
  return [...above, place].some((folder) => posix.join(folder, 'node_modules', name) in packages);
}

const wholeLock: Rule = {
  name: 'whole-lock-file',
  check: (tree) => {
    const text = tree.read('package-lock.json');
    const packages: Readonly<Record<string, LockEntry>> = text === '' ? {} : (JSON.parse(text).packages ?? {});
    return Object.entries(packages).flatMap(([place, entry]) =>
      Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })
        .filter((name) => !isProvided(packages, place, name))
        .map((name) => ({
          file: 'package-lock.json',
          line: lineOfText(text, `"${place}": {`),
          wrong: `${place} asks for ${name}, which the lock file lacks, so npm ci fails here or on another platform`,
          instead: 'Remove package-lock.json and node_modules, run npm install; or pin a version that is whole.',
        })),
    );
  },
};

const MACHINE_PATH = new RegExp(`(?<![\\w./~*-])/(${MACHINE_FOLDERS.join('|')})/[\\w.-]+`);

function findInLines(
  file: string,
  text: string,
  see: (line: string) => Pick<Violation, 'wrong' | 'instead'> | undefined,
) {
  return text.split('\n').flatMap((line, index): Violation[] => {
    const seen = see(line);
    return seen === undefined ? [] : [{ file, line: index + 1, ...seen }];
  });
}

function placeNamed(line: string): Pick<Violation, 'wrong' | 'instead'> | undefined {
  const path = MACHINE_PATH.exec(line)?.[0];
  if (path !== undefined) {
    const instead = 'Use a path relative to the checkout, an environment variable or a temporary folder.';
    return { wrong: `names a path of one machine: ${path}`, instead };
  }
  const host = REGISTRY_HOSTS.map((pattern) => pattern.exec(line)?.[0]).find((found) => found !== undefined);
  if (host === undefined) return undefined;
  const instead =
    'Leave it to the configuration of npm or apt; in the lock file, keep .npmrc as it is and run npm install.';
  return { wrong: `names a registry host: ${host}`, instead };
}

const noPlaces: Rule = {
  name: 'no-machine-names',
  check: (tree) =>
    tree.paths
      .filter((path) => posix.extname(path) !== '.csv')
      .flatMap((path) => findInLines(path, tree.read(path), placeNamed)),
};

export const paperRules: readonly Rule[] = [doorAndReadme, knownDependencies, pinned, wholeLock, noPlaces];
