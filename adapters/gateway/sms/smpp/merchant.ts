// A merchant's system that talks to us: what it asks for goes to the desk, what the desk says goes back.
import { timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import {
  type EndReason,
  messageStateOf,
  type Passed,
  SMPP_PDU_BYTES_MAX,
  SmppCommand,
  SmppField,
  type SmppRefused,
  SmppStatus,
  SmppTag,
  smppDestinationsOf,
  smppIntegerTlv,
} from '@wurao/wire';
import type { DeliverOutcome, Delivery, MerchantDesk, MerchantSession, MessageNumber, SubmitAnswer } from '../ports.ts';
import { Conversation, type Home, type Talker } from '../sessions/conversation.ts';
import type { Guest } from '../sessions/listener.ts';
import { type DefaultAlphabet, type ManySubmitted, readSubmit, readSubmitMulti } from './read-message.ts';
import { BIND_STATUS, deliverOutcomeOf, smppStatusOf } from './statuses.ts';
import { SmppVoice } from './voice.ts';
import { writeReply } from './write-message.ts';
import { writeReport } from './write-report.ts';

/** interface_version of 3.4 (5.2.4). */
const VERSION = 0x34;
const STATE_UNKNOWN = 7;
const MESSAGE_NUMBER = /^[0-9a-f]{16}$/;

export interface SmppHome extends Home {
  readonly desk: MerchantDesk;
  readonly systemId: string;
  readonly defaultAlphabet: DefaultAlphabet;
  readonly receiptOffsetMinutes: number;
}

type Tell = (outcome: DeliverOutcome) => void;

const out = new Uint8Array(SMPP_PDU_BYTES_MAX);

/** Takes as long for any wrong secret of the same length. */
function isSame(said: string, secret: string): boolean {
  const [one, other] = [Buffer.from(said, 'latin1'), Buffer.from(secret, 'latin1')];
  return one.length === other.length && timingSafeEqual(one, other);
}

export class SmppMerchant implements MerchantSession, Guest, Talker<Tell> {
  readonly protocol = 'smpp';
  memo: unknown = undefined;
  takesDeliveries = false;
  readonly #home: SmppHome;
  readonly #conversation: Conversation<Tell>;
  readonly #voice: SmppVoice;
  #takesTlvs = false;
  #isBound = false;

  constructor(socket: Socket, home: SmppHome) {
    this.#home = home;
    this.#conversation = new Conversation(socket, home, 'server');
    this.#voice = new SmppVoice(this.#conversation, home.counts);
    this.#conversation.begin(this.#voice, this);
  }

  get isBound(): boolean {
    return this.#isBound;
  }

  get room(): number {
    return this.takesDeliveries ? this.#conversation.room : 0;
  }

  deliver(delivery: Delivery, tell: Tell): boolean {
    if (!this.takesDeliveries) return false;
    if (this.room === 0) return this.#conversation.noRoom();
    const length =
      'report' in delivery
        ? writeReport(out, delivery.report, this.#takesTlvs, this.#home.receiptOffsetMinutes)
        : writeReply(out, delivery.reply, this.#home.defaultAlphabet);
    if (length === 0) tell('refused');
    else return this.#conversation.send(SmppCommand.deliverSm, out, length, tell);
    return true;
  }

  close(): void {
    this.#conversation.leave();
  }

  destroy(): void {
    this.#conversation.destroy();
  }

  passed(what: Exclude<Passed, 'response' | 'unanswered'>, command: number, sequence: number): void {
    if (what === 'open') this.#bind(command, sequence);
    else if (what === 'request') this.#request(command, sequence);
  }

  answered(tell: Tell): void {
    tell(deliverOutcomeOf(this.#voice.pdu.status));
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

  #bind(command: number, sequence: number): void {
    const { pdu } = this.#voice;
    const { desk, systemId } = this.#home;
    const password = pdu.text(SmppField.password);
    this.takesDeliveries = command !== SmppCommand.bindTransmitter;
    this.#takesTlvs = pdu.number(SmppField.interfaceVersion) >= VERSION;
    const found = desk.bind(
      {
        protocol: 'smpp',
        account: pdu.text(SmppField.systemId),
        proves: (secret) => isSame(password, secret),
      },
      this,
    );
    if ('refused' in found) {
      this.#voice.answerBind(command, sequence, BIND_STATUS[found.refused]);
      this.#conversation.reject();
      return;
    }
    this.#isBound = true;
    const tlvs = this.#takesTlvs ? [smppIntegerTlv(SmppTag.scInterfaceVersion, VERSION)] : [];
    this.#voice.answerBind(command, sequence, SmppStatus.ESME_ROK, { systemId }, tlvs);
    this.#conversation.accept(found.windowMax);
    // What waited for this session may go.
    if (this.takesDeliveries) desk.hasRoom(this);
  }

  #request(command: number, sequence: number): void {
    switch (command) {
      case SmppCommand.submitSm:
      case SmppCommand.dataSm:
        this.#submit(command, sequence);
        break;
      case SmppCommand.submitMulti:
        this.#submitMulti(sequence);
        break;
      case SmppCommand.querySm:
        this.#query(sequence);
        break;
      case SmppCommand.cancelSm:
        this.#cancel(sequence);
        break;
      default:
        // replace_sm: what was decided is not changed afterwards.
        this.#voice.answer(command, sequence, SmppStatus.ESME_RREPLACEFAIL);
    }
  }

  #submit(command: number, sequence: number): void {
    const { defaultAlphabet, clock, desk } = this.#home;
    const read = readSubmit(this.#voice.pdu, defaultAlphabet, clock.nowMs());
    if ('status' in read) this.#voice.answer(command, sequence, read.status);
    else desk.submitted(this, read, ([answer]) => this.#answerSubmit(command, sequence, answer!));
  }

  #answerSubmit(command: number, sequence: number, answer: SubmitAnswer): void {
    if ('taken' in answer) {
      this.#voice.answer(command, sequence, SmppStatus.ESME_ROK, { messageId: answer.taken });
    } else this.#voice.answer(command, sequence, smppStatusOf(answer));
  }

  #submitMulti(sequence: number): void {
    const { pdu } = this.#voice;
    const { defaultAlphabet, clock, desk } = this.#home;
    const read = readSubmitMulti(pdu, smppDestinationsOf(pdu), defaultAlphabet, clock.nowMs());
    if ('status' in read) this.#voice.answer(SmppCommand.submitMulti, sequence, read.status);
    else if (read.recipients.length === 0) this.#answerMulti(sequence, read, []);
    else desk.submitted(this, read.submission, (answers) => this.#answerMulti(sequence, read, answers));
  }

  /** Names those who do not get it (4.5.2); its status is a refusal where nobody does. */
  #answerMulti(sequence: number, { recipients, lists }: ManySubmitted, answers: readonly SubmitAnswer[]): void {
    const unsuccessSme: SmppRefused[] = lists.map((listName) => ({
      ton: 0,
      npi: 0,
      address: listName,
      status: SmppStatus.ESME_RINVDLNAME,
    }));
    let messageId: string | undefined;
    for (const [index, answer] of answers.entries()) {
      const to = recipients[index]!;
      if ('taken' in answer) messageId ??= answer.taken;
      else unsuccessSme.push({ ...to, status: smppStatusOf(answer) });
    }
    const common = unsuccessSme.every(({ status }) => status === unsuccessSme[0]?.status);
    const refused = (common ? unsuccessSme[0]?.status : undefined) ?? SmppStatus.ESME_RSUBMITFAIL;
    const status = messageId === undefined ? refused : SmppStatus.ESME_ROK;
    this.#voice.answer(SmppCommand.submitMulti, sequence, status, { messageId: messageId ?? '', unsuccessSme });
  }

  /** The message_id that a query or a cancellation names; undefined where none of ours looks like that. */
  #numberIn(): MessageNumber | undefined {
    const number = this.#voice.pdu.text(SmppField.messageId).toLowerCase();
    return MESSAGE_NUMBER.test(number) ? (number as MessageNumber) : undefined;
  }

  /** When it came to an end is not told: final_date stays empty (4.8.2). */
  #query(sequence: number): void {
    const number = this.#numberIn();
    const state = number === undefined ? undefined : this.#home.desk.query(this, number);
    if (state !== undefined) {
      const messageState = messageStateOf(state) ?? STATE_UNKNOWN;
      this.#voice.answer(SmppCommand.querySm, sequence, SmppStatus.ESME_ROK, { messageId: number, messageState });
      return;
    }
    const status = number === undefined ? SmppStatus.ESME_RINVMSGID : SmppStatus.ESME_RQUERYFAIL;
    this.#voice.answer(SmppCommand.querySm, sequence, status);
  }

  /** One message by its number; all between two addresses (4.9.1) are not taken back. */
  #cancel(sequence: number): void {
    const number = this.#numberIn();
    const isDone = number !== undefined && this.#home.desk.cancel(this, number);
    const status = isDone ? SmppStatus.ESME_ROK : SmppStatus.ESME_RCANCELFAIL;
    this.#voice.answer(SmppCommand.cancelSm, sequence, status);
  }
}
