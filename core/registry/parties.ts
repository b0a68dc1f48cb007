import {
  asId,
  domainForm,
  type Failure,
  foldText,
  invalid,
  MAX_SIGNATURE_CHARS,
  type Merchant,
  type MerchantId,
  MIN_SIGNATURE_CHARS,
  type Party,
  type PartyId,
  type Result,
  success,
} from '@wurao/domain';
import { MAX_DOMAINS, MAX_NAME_CHARS, MAX_SIGNATURES } from './bounds.ts';
import { checkCreditCode, checkId, checkScope, checkText, firstFailure } from './checks.ts';
import type { Actor, CommandOf } from './envelope.ts';
import { isSameBody, stateNoun } from './nouns.ts';
import type { CommandContext, RegisterTransaction, Reply } from './ports.ts';
import { merchantJson, partyJson } from './render.ts';
import { conflict, created, forbidden, replaced, unchanged } from './replies.ts';

const mayRegister = (actor: Actor) =>
  actor.role === 'admin' || actor.role === 'carrier'
    ? undefined
    : forbidden(`role ${actor.role} registers no party`, "Use a carrier's or an operator's key.");

/** An id is given once: the same id under another credit code would be another organisation. */
const otherOrganisation = (present: Party | Merchant | undefined, creditCode: string | undefined) =>
  present?.creditCode !== undefined && creditCode !== undefined && present.creditCode !== creditCode
    ? conflict(
        'creditCode',
        `${present.id} is registered with another credit code`,
        'Choose another id for another organisation.',
      )
    : undefined;

const checkSignatures = (signatures: readonly string[]): Failure | undefined => {
  if (signatures.length > MAX_SIGNATURES)
    return invalid('signatures', `more than ${MAX_SIGNATURES}`, `File at most ${MAX_SIGNATURES}.`);
  for (const [i, signature] of signatures.entries()) {
    const field = `signatures[${i}]`;
    const { length } = foldText(signature);
    if (length < MIN_SIGNATURE_CHARS || length > MAX_SIGNATURE_CHARS) {
      const remedy = `Write ${MIN_SIGNATURE_CHARS} to ${MAX_SIGNATURE_CHARS} characters, without the brackets.`;
      return invalid(field, `not ${MIN_SIGNATURE_CHARS} to ${MAX_SIGNATURE_CHARS} characters`, remedy);
    }
    const stray = signature.search(/[【】\0]/);
    if (stray >= 0) return invalid(field, 'holds a bracket or a NUL', 'Write what stands between 【 and 】.', stray);
  }
  return undefined;
};

const readDomains = (domains: readonly string[] | undefined): Result<readonly string[] | undefined> => {
  if (domains === undefined) return success(undefined);
  if (domains.length > MAX_DOMAINS)
    return invalid(
      'domains',
      `more than ${MAX_DOMAINS}`,
      `File at most ${MAX_DOMAINS}; what lies under one counts, too.`,
    );
  const forms = new Set<string>();
  for (const [i, written] of domains.entries()) {
    const form = domainForm(written);
    if (form === undefined)
      return invalid(`domains[${i}]`, 'not a domain of its own', 'Write a name such as bank.example or 商城.中国.');
    forms.add(form);
  }
  return success([...forms]);
};

export const registerMerchant = async (
  command: CommandOf<'registerMerchant'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const scope = { purposes: 0, categories: command.categories, channels: 0 };
  const bad =
    mayRegister(actor) ??
    firstFailure(
      checkId(command.id),
      checkText('name', command.name, MAX_NAME_CHARS),
      checkCreditCode(command.creditCode),
      checkScope(scope, 'may be empty'),
      checkSignatures(command.signatures ?? []),
    );
  if (bad) return bad;
  const domains = readDomains(command.domains);
  if (!domains.ok) return domains;
  const id = asId<MerchantId>(command.id ?? context.newId('merchant'));
  const present = await tx.noun('merchant', id);
  const party = await tx.noun('party', id);
  if (!present && party) return conflict('id', `${id} is a party of kind ${party.body.kind}`, 'Choose another id.');
  const other = otherOrganisation(present?.body, command.creditCode);
  if (other) return other;
  const merchant: Merchant = {
    id,
    name: command.name,
    creditCode: command.creditCode ?? present?.body.creditCode,
    categories: command.categories,
    index: present?.body.index ?? (await tx.nextMerchantIndex()),
    status: 'active',
    signatures: command.signatures ?? present?.body.signatures,
    domains: domains.value ?? present?.body.domains,
  };
  if (present && isSameBody(present.body, merchant)) return unchanged(merchantJson(merchant), present.sequence);
  const asParty: Party = {
    id: asId<PartyId>(id),
    name: merchant.name,
    kind: 'merchant',
    creditCode: merchant.creditCode,
    status: 'active',
  };
  await stateNoun(tx, 'merchant', id, merchant, { owner: id });
  await stateNoun(tx, 'party', id, asParty);
  return present ? replaced(merchantJson(merchant)) : created(merchantJson(merchant));
};

export const registerParty = async (
  command: CommandOf<'registerParty'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const bad =
    mayRegister(actor) ??
    firstFailure(
      checkId(command.id),
      checkText('name', command.name, MAX_NAME_CHARS),
      checkCreditCode(command.creditCode),
    );
  if (bad) return bad;
  if (command.partyKind === 'merchant')
    return conflict('kind', 'a merchant has commerce of its own', 'Register it as a merchant; it is a party then.');
  const id = asId<PartyId>(command.id ?? context.newId('party'));
  const present = await tx.noun('party', id);
  if (present && present.body.kind !== command.partyKind) {
    return conflict(
      'kind',
      `${id} is registered as ${present.body.kind}`,
      'Choose another id for another organisation.',
    );
  }
  const other = otherOrganisation(present?.body, command.creditCode);
  if (other) return other;
  const party: Party = {
    id,
    name: command.name,
    kind: command.partyKind,
    creditCode: command.creditCode ?? present?.body.creditCode,
    status: 'active',
  };
  if (present && isSameBody(present.body, party)) return unchanged(partyJson(party), present.sequence);
  await stateNoun(tx, 'party', id, party);
  return present ? replaced(partyJson(party)) : created(partyJson(party));
};
