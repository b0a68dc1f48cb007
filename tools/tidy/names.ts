// Names: of files, of exports, of quantities, and the words of the house.
import ts from 'typescript-api';
import { FLOORS, FOREIGN_WORDS, NAMES_BY_CUSTOM, SPEAKS_WIRE, VAGUE_WORDS } from './house.ts';
import { type CodeFile, lineOf, type Rule, type Violation, visit } from './tree.ts';

type Named = { readonly file: CodeFile; readonly name: string; readonly line: number; readonly isExported: boolean };

/** `parsePhoneNumber` -> parse, phone, number; `MAX_TEL` -> max, tel; `opt-out.ts` -> opt, out, ts. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

function isDeclaration(node: ts.Node): node is ts.NamedDeclaration {
  return (
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isBindingElement(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isPropertySignature(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isMethodSignature(node)
  );
}

function isExported(node: ts.Node): boolean {
  const carrier = ts.isVariableDeclaration(node) ? node.parent.parent : node;
  const modifiers = ts.canHaveModifiers(carrier) ? ts.getModifiers(carrier) : undefined;
  return modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) === true;
}

function namesIn(file: CodeFile): readonly Named[] {
  const found: Named[] = [];
  visit(file.syntax, (node) => {
    const line = (of: ts.Node) => lineOf(file, of);
    if (ts.isExportSpecifier(node)) {
      found.push({ file, name: node.name.text, line: line(node), isExported: true });
    } else if (isDeclaration(node) && node.name !== undefined && ts.isIdentifier(node.name)) {
      found.push({ file, name: node.name.text, line: line(node.name), isExported: isExported(node) });
    }
  });
  return found;
}

function isOurs(path: string): boolean {
  const floor = path.split('/')[0] ?? '';
  return FLOORS.includes(floor) || floor === 'tools' || floor === 'docs';
}

const KEBAB = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;

const kebabCase: Rule = {
  name: 'kebab-case',
  check: (tree) =>
    tree.paths.filter(isOurs).flatMap((path) => {
      const odd = path.split('/').find((part) => !KEBAB.test(part) && !NAMES_BY_CUSTOM.some((by) => by.test(part)));
      if (odd === undefined) return [];
      const instead = 'Write lower-case words joined by hyphens: no-delay.ts.';
      return [{ file: path, line: 1, wrong: `${odd} is not kebab-case`, instead }];
    }),
};

function vagueIn(name: string): string | undefined {
  return wordsOf(name).find((word) => VAGUE_WORDS.includes(word));
}

const SAY_WHAT = 'Say what it does or holds: a verb for a function, a noun of the glossary for a thing.';

const vagueWords: Rule = {
  name: 'vague-words',
  check: (tree) => {
    const files = tree.paths.filter(isOurs).flatMap((path): Violation[] => {
      const word = vagueIn(path);
      return word === undefined ? [] : [{ file: path, line: 1, wrong: `the path says "${word}"`, instead: SAY_WHAT }];
    });
    const exports = tree.code
      .flatMap(namesIn)
      .filter(({ name, isExported }) => isExported && vagueIn(name) !== undefined)
      .map(({ file, name, line }) => ({ file: file.path, line, wrong: `\`${name}\` is exported`, instead: SAY_WHAT }));
    return [...files, ...exports];
  },
};

/** Conversions and readings are verbs (`msToSeconds`, `msOf`), not quantities. */
const UNIT_FIRST = /^(ms|millis|sec|secs|us|ns|kb|mb|gb)(?!(To|Of|From|Per|In|As)([A-Z]|$))[A-Z]/;

const unitsLast: Rule = {
  name: 'units-last',
  check: (tree) =>
    tree.code.flatMap(namesIn).flatMap(({ file, name, line }) => {
      const unit = UNIT_FIRST.exec(name)?.[1];
      if (unit === undefined) return [];
      const rest = name.slice(unit.length);
      const better = `${rest[0]?.toLowerCase()}${rest.slice(1)}${unit[0]?.toUpperCase()}${unit.slice(1)}`;
      return [{ file: file.path, line, wrong: `\`${name}\` puts its unit first`, instead: `Call it \`${better}\`.` }];
    }),
};

function foreignIn(name: string): { readonly word: string; readonly instead: string } | undefined {
  const words = wordsOf(name);
  for (const { words: foreign, instead } of FOREIGN_WORDS) {
    const at = words.findIndex((_word, start) => foreign.every((part, offset) => words[start + offset] === part));
    // `PhoneNumber` is the one allowed name of the type, alone or inside a longer one.
    const isTypeName = foreign[0] === 'phone' && /^numbers?$/.test(words[at + 1] ?? '');
    if (at !== -1 && !isTypeName) return { word: foreign.join('-'), instead };
  }
  return undefined;
}

const houseWords: Rule = {
  name: 'house-words',
  check: (tree) => {
    const speaksHouse = (path: string) => !SPEAKS_WIRE.some((pattern) => pattern.test(path));
    const inCode = tree.code
      .filter(({ path }) => speaksHouse(path))
      .flatMap(namesIn)
      .map(({ file, name, line }) => ({ path: file.path, name, line }));
    const inPaths = tree.code
      .filter(({ path }) => speaksHouse(path))
      .map(({ path }) => ({ path, name: path.split('/').at(-1) ?? '', line: 1 }));
    return [...inPaths, ...inCode].flatMap(({ path, name, line }) => {
      const foreign = foreignIn(name);
      if (foreign === undefined) return [];
      const wrong = `\`${name}\` says "${foreign.word}", which is not a word of the house`;
      return [{ file: path, line, wrong, instead: `Say ${foreign.instead}.` }];
    });
  },
};

export const nameRules: readonly Rule[] = [kebabCase, vagueWords, unitsLast, houseWords];
