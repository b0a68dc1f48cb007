// A way on to a network that speaks CMPP.
import {
  authenticatorSource,
  CMPP_RULES,
  CMPP_VERSION_OCTETS,
  type CmppPdu,
  CmppResult,
  type CmppVersion,
  encodeCmpp,
  instantOfReportTime,
  meaningOfStat,
  readReport,
  timestampOf,
} from '@wurao/wire';
import { type CarriedMessage, NO_ERROR, type SendOutcome, type UpstreamDesk } from '../ports.ts';
import type { Counts, Wire } from '../sessions/conversation.ts';
import { type SmsClock, SYSTEM_CLOCK } from '../sessions/limits.ts';
import {
  type Heard,
  type OpenUpstream,
  Upstream,
  UpstreamFault,
  type UpstreamOptions,
  type UpstreamSpeech,
  type Written,
} from '../sessions/upstream.ts';
import { hexOf } from './hex-of.ts';
import { md5 } from './md5.ts';
import { readReply } from './read-message.ts';
import { CmppVoice, heardAs } from './voice.ts';
import { type CmppService, submitBytes } from './write-message.ts';

const CONNECT = 0x0000_0001;
const SUBMIT = 0x0000_0004;
/** A CONNECT_RESP of 2.0, whose Status has one octet. */
const CONNECT_RESP_OCTETS_20 = 30;
/** The recipient's network charges nobody but the provider, and that nothing. */
const FREE = { serviceId: '', feeUserType: 2, feeType: '01', feeCode: '000000' };

export interface CmppUpstreamOptions extends Omit<UpstreamOptions, 'tls'> {
  /** 3.0 where left out. A network that answers in the form of 2.0 is spoken to in 2.0. */
  readonly version?: CmppVersion;
  /** What is said of charging, and of who the provider is; the account where that is left out. */
  readonly service?: Partial<CmppService>;
}

class CmppSpeech implements UpstreamSpeech<CmppVoice> {
  readonly open = CONNECT;
  readonly submit = SUBMIT;
  readonly unsayable = CmppResult.tooLong;
  readonly #account: string;
  readonly #secret: Uint8Array;
  readonly #version: CmppVersion;
  readonly #service: CmppService;
  readonly #clock: SmsClock;

  constructor(options: CmppUpstreamOptions) {
    this.#account = options.account;
    this.#secret = Buffer.from(options.secret, 'latin1');
    this.#version = options.version ?? '3.0';
    this.#service = { msgSrc: options.account, ...FREE, ...options.service };
    this.#clock = options.clock ?? SYSTEM_CLOCK;
    const written = encodeCmpp(this.#connect(), this.#version);
    if ('goesOn' in written) throw new UpstreamFault(written.field, 'give an account of at most 6 letters and digits');
  }

  #connect(): CmppPdu {
    const timestamp = timestampOf(this.#clock.nowMs());
    const login = { sourceAddr: this.#account, secret: this.#secret, timestamp };
    return {
      command: 'CONNECT',
      sequenceId: 0,
      sourceAddr: this.#account,
      authenticatorSource: authenticatorSource(md5, login),
      version: CMPP_VERSION_OCTETS[this.#version],
      timestamp,
    };
  }

  voiceFor(wire: Wire, counts: Counts): CmppVoice {
    const voice = new CmppVoice(wire, counts, () => this.#connect());
    voice.version = this.#version;
    return voice;
  }

  write(voice: CmppVoice, message: CarriedMessage, wantsReport: boolean): Written | undefined {
    const bytes = submitBytes(message, wantsReport, voice.version, this.#service);
    return bytes && { bytes, length: bytes.length };
  }

  /** The answer has the length of the version that is spoken from now on; its Version octet tells what is the highest. */
  opened(voice: CmppVoice): void {
    voice.version = voice.bytes.length === CONNECT_RESP_OCTETS_20 ? '2.0' : '3.0';
  }

  refusal(voice: CmppVoice): string {
    return `CONNECT refused: ${heardAs(voice, 'CONNECT_RESP')?.status ?? 'an answer that cannot be read'}`;
  }

  outcome(voice: CmppVoice): SendOutcome {
    const response = heardAs(voice, 'SUBMIT_RESP');
    if (response === undefined) return { failed: 'unknown' };
    const { result, msgId } = response;
    if (result === CmppResult.flowControl) return { failed: 'later' };
    if (result !== CmppResult.ok) return { failed: 'refused', status: result };
    return { sent: msgId === 0n ? '' : hexOf(msgId) };
  }

  hear(voice: CmppVoice, commandId: number, sequenceId: number): Heard | undefined {
    const pdu = heardAs(voice, 'DELIVER');
    if (pdu === undefined) {
      voice.refuseForward(commandId);
      return undefined;
    }
    const { msgId } = pdu;
    const answer = (result: number) => voice.answer(commandId, { command: 'DELIVER_RESP', sequenceId, msgId, result });
    const answerKept = (isKept: boolean) => answer(isKept ? CmppResult.ok : CmppResult.flowControl);
    if (pdu.registeredDelivery === 0) {
      const reply = readReply(pdu, voice.bytes, voice.version);
      if (!('result' in reply)) return { received: { reply }, answer: answerKept };
      answer(reply.result);
      return undefined;
    }
    const report = readReport(pdu.content, voice.version);
    if ('code' in report) {
      answer(CmppResult.structure);
      return undefined;
    }
    // A state on the way.
    if (meaningOfStat(report.stat) === 'accepted') {
      answer(CmppResult.ok);
      return undefined;
    }
    const { stat: state, doneTime } = report;
    const doneMs = instantOfReportTime(doneTime);
    return {
      received: { report: { upstreamId: hexOf(report.msgId), state, error: NO_ERROR, doneMs } },
      answer: answerKept,
    };
  }
}

/** Begins at once to open its connection. Throws an UpstreamFault. */
export function openCmppUpstream(options: CmppUpstreamOptions, desk: UpstreamDesk): OpenUpstream {
  return new Upstream(options, CMPP_RULES, new CmppSpeech(options), desk);
}
