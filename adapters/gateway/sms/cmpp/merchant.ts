// A merchant's system that talks to us by CMPP: what it asks for goes to the desk, what the desk says goes back.
import type { Socket } from 'node:net';
import {
  authenticatorIsmg,
  CMPP_VERSION_OCTETS,
  CmppCancelOutcome,
  CmppConnectStatus,
  type CmppPduOf,
  CmppResult,
  type CmppVersion,
  chinaTimeOf,
  cmppVersionOf,
  composeMessageId,
  type EndReason,
  instantOfTimestamp,
  isAuthentic,
  type Passed,
} from '@wurao/wire';
import type {
  DeliverOutcome,
  Delivery,
  MerchantDesk,
  MerchantSession,
  MessageNumber,
  NotTaken,
  SubmitAnswer,
} from '../ports.ts';
import { Conversation, type Home, type Talker } from '../sessions/conversation.ts';
import type { Guest } from '../sessions/listener.ts';
import { hexOf } from './hex-of.ts';
import { md5 } from './md5.ts';
import { readSubmit } from './read-message.ts';
import { CONNECT_STATUS, cmppResultOf, deliverOutcomeOf } from './results.ts';
import { CmppVoice, commandIdOf, heardAs } from './voice.ts';
import { replyBytes, reportBytes } from './write-message.ts';

const DELIVER = 0x0000_0005;
const NO_AUTHENTICATOR = new Uint8Array(16);
/** Sequences of a Msg_Id (8.4.3.2). */
const SEQUENCES = 0x1_0000;

export interface CmppHome extends Home {
  readonly desk: MerchantDesk;
  /** How far the Timestamp of a CONNECT may be from our clock, either way. */
  readonly skewMs: number;
}

type Tell = (outcome: DeliverOutcome) => void;

let deliveries = 0;

/** A Msg_Id for a DELIVER: the time in China, and a number of this process. */
function deliverId(nowMs: number): bigint {
  deliveries = (deliveries + 1) % SEQUENCES;
  return composeMessageId({ ...chinaTimeOf(nowMs), gateway: 0, sequence: deliveries }) ?? 0n;
}

export class CmppMerchant implements MerchantSession, Guest, Talker<Tell> {
  readonly protocol = 'cmpp';
  readonly takesDeliveries = true;
  memo: unknown = undefined;
  readonly #home: CmppHome;
  readonly #conversation: Conversation<Tell>;
  readonly #voice: CmppVoice;
  #isBound = false;

  constructor(socket: Socket, home: CmppHome) {
    this.#home = home;
    this.#conversation = new Conversation(socket, home, 'server');
    this.#voice = new CmppVoice(this.#conversation, home.counts);
    this.#conversation.begin(this.#voice, this);
  }

  get isBound(): boolean {
    return this.#isBound;
  }

  get room(): number {
    return this.#conversation.room;
  }

  deliver(delivery: Delivery, tell: Tell): boolean {
    if (this.room === 0) return this.#conversation.noRoom();
    const { version } = this.#voice;
    const msgId = deliverId(this.#home.clock.nowMs());
    const bytes =
      'report' in delivery ? reportBytes(delivery.report, version, msgId) : replyBytes(delivery.reply, version, msgId);
    if (bytes !== undefined) return this.#conversation.send(DELIVER, bytes, bytes.length, tell);
    tell('refused');
    return true;
  }

  close(): void {
    this.#conversation.leave();
  }

  destroy(): void {
    this.#conversation.destroy();
  }

  passed(what: Exclude<Passed, 'response' | 'unanswered'>, commandId: number): void {
    if (what === 'open') this.#connect();
    else if (what === 'request') this.#request(commandId);
  }

  /** Whatever cannot be read is an answer all the same, which says nothing. */
  answered(tell: Tell): void {
    const response = heardAs(this.#voice, 'DELIVER_RESP');
    tell(response === undefined ? 'unknown' : deliverOutcomeOf(response.result));
  }

  unanswered(tell: Tell, wasSent: boolean): void {
    tell(wasSent ? 'unknown' : 'later');
  }

  hasRoom(): void {
    this.#home.desk.hasRoom(this);
  }

  ended(_reason: EndReason): void {
    if (!this.#isBound) return;
    this.#isBound = false;
    this.#home.desk.closed(this);
  }

  #connect(): void {
    const connect = heardAs(this.#voice, 'CONNECT');
    if (connect === undefined) return;
    const version = cmppVersionOf(connect.version);
    if (version === undefined) {
      const isNewer = connect.version > CMPP_VERSION_OCTETS['3.0'];
      this.#voice.version = isNewer ? '3.0' : '2.0';
      this.#refuse(connect, isNewer ? CmppConnectStatus.versionTooHigh : CmppConnectStatus.other);
      return;
    }
    this.#voice.version = version;
    this.#ask(connect, version);
  }

  #ask(connect: CmppPduOf<'CONNECT'>, version: CmppVersion): void {
    const { desk, clock, skewMs } = this.#home;
    const { sourceAddr, authenticatorSource, timestamp } = connect;
    const nowMs = clock.nowMs();
    const saidMs = instantOfTimestamp(timestamp, nowMs);
    const isFresh = saidMs !== undefined && Math.abs(saidMs - nowMs) <= skewMs;
    let secret: Uint8Array | undefined;
    const found = desk.bind(
      {
        protocol: 'cmpp',
        account: sourceAddr,
        proves: (said) => {
          const octets = Buffer.from(said, 'latin1');
          if (!isAuthentic(md5, { sourceAddr, secret: octets, timestamp }, authenticatorSource)) return false;
          secret = octets;
          // Heard before, or from a clock that is wrong.
          return isFresh;
        },
      },
      this,
    );
    if ('refused' in found) {
      this.#refuse(connect, CONNECT_STATUS[found.refused]);
      return;
    }
    this.#isBound = true;
    const status = CmppConnectStatus.ok;
    const proof = authenticatorIsmg(md5, version, {
      status,
      source: authenticatorSource,
      secret: secret ?? new Uint8Array(0),
    });
    this.#answerConnect(connect, status, proof);
    this.#conversation.accept(found.windowMax);
    // What waited for this session may go.
    desk.hasRoom(this);
  }

  #refuse(connect: CmppPduOf<'CONNECT'>, status: number): void {
    this.#answerConnect(connect, status, NO_AUTHENTICATOR);
    this.#conversation.reject();
  }

  /** Version: the highest that is spoken here, of the kind that was asked for. */
  #answerConnect({ sequenceId }: CmppPduOf<'CONNECT'>, status: number, proof: Uint8Array): void {
    const version = CMPP_VERSION_OCTETS[this.#voice.version];
    this.#voice.write({ command: 'CONNECT_RESP', sequenceId, status, authenticatorIsmg: proof, version });
  }

  #request(commandId: number): void {
    const { pdu } = this.#voice;
    if (pdu === undefined || 'goesOn' in pdu) return;
    if (pdu.command === 'SUBMIT') this.#submit(pdu);
    else if (pdu.command === 'CANCEL') this.#cancel(pdu);
    else if (pdu.command === 'QUERY') this.#query(pdu);
    else this.#voice.refuseForward(commandId);
  }

  #submit(pdu: CmppPduOf<'SUBMIT'>): void {
    const { sequenceId } = pdu;
    const { bytes, version } = this.#voice;
    const commandId = commandIdOf(bytes);
    const answer = (result: number, msgId = 0n) =>
      this.#voice.answer(commandId, { command: 'SUBMIT_RESP', sequenceId, msgId, result });
    const read = readSubmit(pdu, bytes, version, this.#home.clock.nowMs());
    if ('result' in read) answer(read.result);
    else this.#home.desk.submitted(this, read, (answers) => answer(...outcomeOf(answers)));
  }

  #cancel({ sequenceId, msgId }: CmppPduOf<'CANCEL'>): void {
    const isDone = this.#home.desk.cancel(this, hexOf(msgId) as MessageNumber);
    const successId = isDone ? CmppCancelOutcome.ok : CmppCancelOutcome.failed;
    this.#voice.answer(commandIdOf(this.#voice.bytes), { command: 'CANCEL_RESP', sequenceId, successId });
  }

  /** Counts of a day are kept in the journal, not here: all that is answered is zeros. */
  #query({ sequenceId, time, queryType, queryCode }: CmppPduOf<'QUERY'>): void {
    const counts = { mtMessages: 0, mtUsers: 0, mtSent: 0, mtWaiting: 0, mtFailed: 0 };
    this.#voice.answer(commandIdOf(this.#voice.bytes), {
      command: 'QUERY_RESP',
      sequenceId,
      time,
      queryType,
      queryCode,
      ...counts,
      moSent: 0,
      moWaiting: 0,
      moFailed: 0,
    });
  }
}

/** One Result for all recipients: success with the number of the first that was taken, else why the first was not. */
function outcomeOf(answers: readonly SubmitAnswer[]): [result: number, msgId?: bigint] {
  const taken = answers.find((answer) => 'taken' in answer);
  if (taken !== undefined && 'taken' in taken) return [CmppResult.ok, BigInt(`0x${taken.taken}`)];
  return [cmppResultOf(answers[0] as NotTaken)];
}
