import { extname, resolve } from 'node:path';
import { type Failure, failure, type Result, success } from '@wurao/domain';
import { checkPack, LAW_PACKS, type LawPack, wholePack } from '@wurao/law';
import { parse as parseToml, TomlError } from 'smol-toml';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import type { Shell } from './shell.ts';

/** Beside the pack in one file: what it is tried by. */
const APART = ['cases', 'cast'] as const;

export interface LawFile {
  /** As the file says it, without its cases. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly cases: unknown;
  readonly cast: unknown;
}

const unreadable = (path: string, message: string, remedy: string, position?: string): Failure =>
  failure('malformed', 'The file cannot be read', {
    field: path,
    ...(position === undefined ? {} : { position }),
    message,
    remedy,
  });

const PARSERS: Readonly<Record<string, (text: string) => unknown>> = {
  '.json': (text) => JSON.parse(text),
  '.toml': (text) => parseToml(text),
  '.yaml': (text) => parseYaml(text),
  '.yml': (text) => parseYaml(text),
};

const placeOf = (error: unknown): string | undefined => {
  if (error instanceof TomlError) return `${error.line}:${error.column}`;
  const [start] = error instanceof YAMLParseError ? (error.linePos ?? []) : [];
  return start && `${start.line}:${start.col}`;
};

/** A JSON, TOML or YAML file, by the end of its name. */
export const readDataFile = (shell: Shell, path: string): Result<unknown> => {
  const text = shell.readFile(resolve(shell.cwd, path));
  if (text === undefined) return unreadable(path, 'there is no such file', 'Check the path.');
  const parse = PARSERS[extname(path).toLowerCase()];
  if (parse === undefined)
    return unreadable(path, 'its form is not known', `Name it so that it ends in ${Object.keys(PARSERS).join(', ')}.`);
  try {
    return success(parse(text));
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return unreadable(path, message, 'Put it right at this place.', placeOf(error));
  }
};

export const readLawFile = (shell: Shell, path: string): Result<LawFile> => {
  const read = readDataFile(shell, path);
  if (!read.ok) return read;
  if (typeof read.value !== 'object' || read.value === null || Array.isArray(read.value))
    return unreadable(path, 'it holds no table of fields', 'Begin with id, title and source, or with extends.');
  const entries = Object.entries(read.value);
  const data = Object.fromEntries(entries.filter(([name]) => !APART.includes(name as (typeof APART)[number])));
  const { cases, cast } = read.value as { readonly cases?: unknown; readonly cast?: unknown };
  return success({ data, cases, cast });
};

/** The pack of a file, whole and checked. It may build on the packs of the product. */
export const packOfFile = ({ data }: LawFile): Result<LawPack> => {
  const whole = wholePack(data, (id) => LAW_PACKS.get(id));
  return whole.ok ? checkPack(whole.value) : whole;
};
