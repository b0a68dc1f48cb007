import { asId, type Failure, invalid, type Line, type LineId, type Result } from '@wurao/domain';
import { MAX_CHAIN_PARTIES, MAX_NAME_CHARS } from './bounds.ts';
import { checkId, checkText, firstFailure } from './checks.ts';
import type { Actor, CommandOf, LineInput } from './envelope.ts';
import { claimEntry, readEntry } from './line-entry.ts';
import { readSip } from './line-sip.ts';
import { readSms } from './line-sms.ts';
import { isSameBody, stateNoun } from './nouns.ts';
import type { CommandContext, RegisterTransaction, Reply } from './ports.ts';
import { lineJson } from './render.ts';
import { created, forbidden, replaced, unchanged } from './replies.ts';
import { checkUnrestricted, organisation } from './restrictions.ts';

/** Whoever connects answers for it: the chain begins with the carrier that gives the line. */
const checkChain = async (tx: RegisterTransaction, input: LineInput): Promise<Failure | undefined> => {
  if (input.chain.length === 0)
    return invalid('chain', 'empty', 'Name the parties from the carrier that connects to the one that speaks.');
  if (input.chain.length > MAX_CHAIN_PARTIES)
    return invalid('chain', `more than ${MAX_CHAIN_PARTIES} parties`, 'Name those that take part.');
  for (const [i, id] of input.chain.entries()) {
    const party = (await tx.noun('party', id))?.body;
    if (!party) return invalid(`chain[${i}]`, `there is no party ${id}`, 'Register the party first.');
    if (i === 0 && party.kind !== 'carrier')
      return invalid('chain[0]', `${id} is no carrier`, 'Begin the chain with the carrier that connects.');
  }
  return undefined;
};

const checkEnforcement = ({ enforcement }: LineInput): Failure | undefined => {
  if (enforcement.mode === 'partial') {
    const { percent } = enforcement;
    return Number.isInteger(percent) && percent >= 0 && percent <= 100
      ? undefined
      : invalid('enforcement.percent', 'not a whole percentage', 'Use 0 to 100.');
  }
  // Whoever writes a share expects a share to be enforced.
  return 'percent' in enforcement && enforcement.percent !== undefined
    ? invalid(
        'enforcement.percent',
        `mode ${enforcement.mode} knows no percentage`,
        'Set mode to "partial", or leave percent out.',
      )
    : undefined;
};

/** A party gets a new line by standing on its chain where it did not; so does everybody on one that is opened again. */
const checkNewcomers = (
  tx: RegisterTransaction,
  line: Line,
  before: Line | undefined,
  { nowMs }: CommandContext,
): Promise<Failure | undefined> => {
  const known = before === undefined || before.status === 'closed' ? [] : before.chain;
  const newcomers = line.status === 'closed' ? [] : line.chain.filter((id) => !known.includes(id));
  return checkUnrestricted(tx, newcomers.flatMap(organisation), { field: 'chain', what: 'line', nowMs });
};

export const registerLine = async (
  { line: input }: CommandOf<'registerLine'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const isOwn =
    actor.role === 'admin' || (actor.role === 'carrier' && actor.party !== undefined && actor.party === input.chain[0]);
  if (!isOwn)
    return forbidden('only the carrier that connects a line registers it', 'Begin the chain with your own party id.');
  const bad =
    firstFailure(checkId(input.id), checkText('name', input.name, MAX_NAME_CHARS), checkEnforcement(input)) ??
    (await checkChain(tx, input));
  if (bad) return bad;
  const id = asId<LineId>(input.id ?? context.newId('line'));
  const present = await tx.noun('line', id);
  if (present && actor.role === 'carrier' && present.owner !== actor.party) {
    return forbidden(`line ${id} belongs to another carrier`, 'Choose another id.');
  }
  const entry = readEntry(input.entry, present?.body.entry, context);
  if (!entry.ok) return entry;
  const sip = readSip(input.sip);
  if (!sip.ok) return sip;
  const sms = readSms(input.sms, present?.body.sms);
  if (!sms.ok) return sms;
  const line: Line = {
    id,
    name: input.name,
    class: input.class,
    chain: input.chain,
    enforcement: input.enforcement,
    trusted: input.trusted,
    unknownCallers: input.unknownCallers,
    refusalStyle: input.refusalStyle,
    status: input.status,
    entry: entry.value,
    sip: sip.value,
    sms: sms.value,
  };
  if (present && isSameBody(present.body, line)) return unchanged(lineJson(line), present.sequence);
  const restricted = await checkNewcomers(tx, line, present?.body, context);
  if (restricted) return restricted;
  const taken = await claimEntry(tx, line, present?.body, actor);
  if (taken) return taken;
  await stateNoun(tx, 'line', id, line, { owner: line.chain[0] });
  return present ? replaced(lineJson(line)) : created(lineJson(line));
};
