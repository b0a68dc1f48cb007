import {
  asId,
  type Enforcement,
  type Line,
  type LineClass,
  type LineId,
  type LineSip,
  type PartyId,
} from '@wurao/domain';
import type { LineDigestInput, LineInput, LineSmsInput } from '@wurao/registry';
import { stop } from '../../http/need.ts';
import type { Call, Handler } from '../route.ts';
import { write } from '../write.ts';

interface LineBody {
  readonly id?: string;
  readonly name: string;
  readonly class: LineClass;
  readonly chain: readonly string[];
  readonly enforcement?: Enforcement;
  readonly trusted?: boolean;
  readonly unknownCallers?: Line['unknownCallers'];
  readonly refusalStyle?: Line['refusalStyle'];
  readonly status?: Line['status'];
  readonly entry?: {
    readonly addresses?: readonly string[];
    readonly certificates?: readonly string[];
    readonly digest?: LineDigestInput;
  };
  readonly sip?: Partial<LineSip> & Pick<LineSip, 'mode'>;
  readonly sms?: LineSmsInput;
}

const entryOf = ({ entry }: LineBody): LineInput['entry'] =>
  entry && { addresses: entry.addresses ?? [], certificates: entry.certificates ?? [], digest: entry.digest };

const sipOf = ({ sip }: LineBody): LineInput['sip'] =>
  sip && { mode: sip.mode, nextHops: sip.nextHops ?? [], recordRoute: sip.recordRoute ?? false, redress: sip.redress };

/** Whoever connects answers for it: a carrier's line begins with the carrier. */
const checkChain = (call: Call, chain: readonly string[]): void => {
  if (call.actor.role === 'carrier' && chain[0] !== call.actor.party) {
    throw stop(
      'forbidden',
      'chain[0]',
      'a carrier registers its own lines only',
      'Put your own party first on the chain.',
    );
  }
};

/** POST /v1/lines */
export const registerLine: Handler = (call, ports) => {
  const body = call.body as LineBody;
  checkChain(call, body.chain);
  const line = {
    id: body.id === undefined ? undefined : asId<LineId>(body.id),
    name: body.name,
    class: body.class,
    chain: body.chain.map((party) => asId<PartyId>(party)),
    enforcement: body.enforcement ?? { mode: 'enforce' as const },
    trusted: body.trusted ?? false,
    unknownCallers: body.unknownCallers ?? 'refuse',
    refusalStyle: body.refusalStyle ?? '603',
    status: body.status ?? 'active',
    entry: entryOf(body),
    sip: sipOf(body),
    sms: body.sms,
  };
  return write(call, ports, { kind: 'registerLine', line }, 'line');
};
