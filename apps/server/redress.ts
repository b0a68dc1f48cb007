import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { asId, type DecisionId, failure, type InstantMs, type Line, type Result, success } from '@wurao/domain';
import {
  checkRedressCard,
  type RedressCard,
  type RedressProblem,
  readRedressKey,
  signRedressCard,
} from '@wurao/gateway';
import type { Config } from './config.ts';
import type { RedressConfig } from './redress-settings.ts';

/** Readers take cards of about a minute (RFC 8688, 3.3); slower ones are served a while longer, and then none is signed any more. */
export const CARD_LIFE_MS = 5 * 60_000;
/** Of what makes an address unguessable. */
const TAG_BYTES = 16;
/** A decision id has at most 24 (`DECISION_ID_BYTES_MAX`). */
const REFERENCE = /^([0-9a-z-]{1,24})\.([\w-]{22})$/;

/** Whom a refused caller asks, and the signed card that says so. */
export interface Redress {
  /** Names a decision so that nobody can guess the next; undefined: no appeals are taken. */
  referenceOf(decision: DecisionId): string | undefined;
  /** For Call-Info; undefined: none can be signed. */
  cardUrl(line: Line, decision: DecisionId): string | undefined;
  /** The JWS, issued at the instant of the refusal; undefined when that is past `CARD_LIFE_MS`, or none can be signed. */
  card(decision: DecisionId, line: Line, atMs: InstantMs): string | undefined;
  /** The decision of a reference; undefined when this server's key did not make it. */
  decisionOf(reference: string): DecisionId | undefined;
}

const NONE = (): undefined => undefined;
const NO_REDRESS: Redress = { referenceOf: NONE, cardUrl: NONE, card: NONE, decisionOf: NONE };

/** The settings that a problem of the card is one of. */
const FIELDS: Readonly<Record<RedressProblem['problem'], string>> = {
  'no-way': 'redressUrl',
  name: 'redressName',
  email: 'redressEmail',
  url: 'redressUrl',
  number: 'redressNumber',
  x5u: 'redressCertificateUrl',
  'key-unreadable': 'redressKey',
  'key-not-p-256': 'redressKey',
};

const badRedress = ({ problem, field, remedy }: RedressProblem) =>
  failure('invalid', 'The configuration is not usable', {
    field: FIELDS[problem],
    message: `${problem}: ${field}`,
    remedy,
  });

/**
 * Decision ids can be guessed, and an address of a call must not be (RFC 8688, 6): it carries a tag of the key that signs
 * cards, of a use of its own.
 */
const tagOf = (secret: Buffer, decision: string): Buffer =>
  createHmac('sha256', secret).update(`redress ${decision}`).digest().subarray(0, TAG_BYTES);

const secretOf = (key: KeyObject): Buffer =>
  createHmac('sha256', 'wurao redress address')
    .update(key.export({ type: 'pkcs8', format: 'der' }))
    .digest();

/** A line's own address takes the place of the server's url and email. */
const cardOf = (config: RedressConfig, own: string | undefined, url: string): RedressCard => {
  const { name, email, number } = config;
  const always = { name, ...(number === undefined ? {} : { number }) };
  if (own === undefined) return { ...always, url, ...(email === undefined ? {} : { email }) };
  const to = /^mailto:([^?]+)/i.exec(own)?.[1];
  return to === undefined ? { ...always, url: own } : { ...always, email: to };
};

/** `nowMs`: the clock by which a refusal is old. Failures name the setting. */
export const redressOf = async (config: Pick<Config, 'redress'>, nowMs: () => InstantMs): Promise<Result<Redress>> => {
  const { redress } = config;
  if (redress === undefined) return success(NO_REDRESS);
  const x5u = redress.certificateUrl;
  const bad = checkRedressCard(cardOf(redress, undefined, redress.url), x5u);
  if (bad) return badRedress(bad);
  const key = await readRedressKey(redress.keyFile);
  if ('problem' in key) return badRedress(key);
  const secret = secretOf(key);
  const referenceOf = (decision: DecisionId): string => `${decision}.${tagOf(secret, decision).toString('base64url')}`;
  const urlOf = (decision: DecisionId): string => `${redress.url}/v1/redress/${referenceOf(decision)}`;
  return success({
    referenceOf,
    cardUrl: (_line, decision) => urlOf(decision),
    card: (decision, line, atMs) => {
      if (nowMs() - atMs > CARD_LIFE_MS) return undefined;
      const own = cardOf(redress, line.sip?.redress, urlOf(decision));
      // A line's address may be longer than a card takes: then the server's own is better than none.
      const card = checkRedressCard(own, x5u) === undefined ? own : cardOf(redress, undefined, urlOf(decision));
      return signRedressCard(card, x5u, Math.floor(atMs / 1000), key);
    },
    decisionOf: (reference) => {
      const [, decision, tag] = REFERENCE.exec(reference) ?? [];
      if (decision === undefined || tag === undefined) return undefined;
      const given = Buffer.from(tag, 'base64url');
      return timingSafeEqual(given, tagOf(secret, decision)) ? asId<DecisionId>(decision) : undefined;
    },
  });
};
