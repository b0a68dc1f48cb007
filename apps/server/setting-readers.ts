import { isIP } from 'node:net';
import { LAW_PACKS } from '@wurao/law';
import { readSip } from '@wurao/registry';
import type { Fault, Reading } from './setting.ts';

/** How a setting's text is read: one function for each kind of value. */

export const PORT_MAX = 65_535;
export const RETENTION_MONTHS_MAX = 120;
/** More than anybody calls in a day is no cap. */
export const AUTOMATION_CAPS_MAX = 1_000_000;
/** One slot is some tens of bytes; a hundred million is what one machine holds. */
export const COUNTER_SLOTS_MIN = 1_024;
export const COUNTER_SLOTS_MAX = 100_000_000;
export const COUNTER_SLOTS_DEFAULT = 4_000_000;
export const SNAPSHOT_MINUTES_MAX = 7 * 24 * 60;
const ADMIN_KEY_CHARS_MAX = 256;

export const fault = (message: string, remedy: string): { readonly fault: Fault } => ({ fault: { message, remedy } });

export const integer =
  (min: number, max: number, remedy: string) =>
  (text: string): Reading<number> => {
    const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? { value } : fault(`"${text}" is not a whole number ${min} to ${max}`, remedy);
  };

export const oneOf =
  <T extends string>(words: readonly T[], what: string) =>
  (text: string): Reading<T> => {
    const value = words.find((word) => word === text);
    return value === undefined ? fault(`"${text}" is no ${what}`, `Write one of ${words.join(', ')}.`) : { value };
  };

export const yesOrNo = (text: string): Reading<boolean> => {
  if (['true', '1', 'yes'].includes(text)) return { value: true };
  if (['false', '0', 'no'].includes(text)) return { value: false };
  return fault(`"${text}" is neither true nor false`, 'Write true or false.');
};

export const path = (text: string): Reading<string> =>
  text.includes('\0') ? fault('holds a NUL character', 'Write a path.') : { value: text };

export const address = (text: string): Reading<string> =>
  text === 'localhost' || isIP(text) !== 0
    ? { value: text }
    : fault(
        `"${text}" is no address of this machine`,
        'Write an IP address such as 127.0.0.1, ::1 or 0.0.0.0, or localhost.',
      );

/** It travels in an HTTP header. */
export const adminKey = (text: string): Reading<string> =>
  /^[\x21-\x7e]+$/.test(text) && text.length <= ADMIN_KEY_CHARS_MAX
    ? { value: text }
    : fault(
        'is not usable in an HTTP header',
        `Choose up to ${ADMIN_KEY_CHARS_MAX} letters, digits and signs without spaces, or leave it out and one is made.`,
      );

/** The driver reads the rest; what it would misread is said here. The text is never repeated: it may hold a password. */
export const databaseUrl = (text: string): Reading<string> => {
  const remedy = 'Write postgres://account:password@host:5432/database.';
  if (!URL.canParse(text)) return fault('is not a URL', remedy);
  const { protocol, pathname } = new URL(text);
  if (protocol !== 'postgres:' && protocol !== 'postgresql:')
    return fault(`has the scheme ${protocol}// and not postgres://`, remedy);
  return pathname.length > 1 ? { value: text } : fault('names no database', remedy);
};

/** Named already, so that nobody thinks it took effect. */
export const later = (what: string) => (): Reading<undefined> =>
  fault(
    `${what} is not supported by this version: it comes with the cluster`,
    'Leave it out: the in-process feed is used, and servers that share a database hear of each other through it.',
  );

export const lawPack = (text: string): Reading<string> => oneOf([...LAW_PACKS.keys()], 'law pack')(text);

/** A port, or that nobody listens. */
export const portOrOff = (text: string): Reading<number | 'off'> =>
  text === 'off'
    ? { value: text }
    : integer(0, PORT_MAX, `Write a port from 1 to ${PORT_MAX}, 0 for a free one, or off.`)(text);

const ADDRESSES_MAX = 8;

/** Some addresses, by commas. */
export const addresses = (text: string): Reading<readonly string[]> => {
  const said = text.split(',').map((one) => one.trim());
  if (said.length > ADDRESSES_MAX) return fault(`more than ${ADDRESSES_MAX} addresses`, 'Name fewer.');
  for (const [index, one] of said.entries()) {
    const read = address(one);
    if ('fault' in read) return read;
    if (said.indexOf(one) < index) return fault(`${one} stands there twice`, 'Name each address once.');
  }
  return { value: said };
};

/** URIs of next hops, by commas; as lines name theirs. */
export const nextHops = (text: string): Reading<readonly string[]> => {
  const said = text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const read = readSip({ mode: 'redirect', nextHops: said, recordRoute: false, redress: undefined });
  if (read.ok) return { value: said };
  const [error] = read.errors;
  return fault(error?.message ?? 'not usable', error?.remedy ?? 'Write sip:sbc.example:5060.');
};
