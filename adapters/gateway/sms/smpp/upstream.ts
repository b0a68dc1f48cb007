// A way on to a network that speaks SMPP.
import {
  SMPP_PDU_BYTES_MAX,
  SMPP_RULES,
  SmppCommand,
  SmppField,
  SmppStatus,
  smppStatusName,
  writeSmpp,
} from '@wurao/wire';
import type { CarriedMessage, SendOutcome, UpstreamDesk } from '../ports.ts';
import type { Counts, Wire } from '../sessions/conversation.ts';
import { RECEIPT_OFFSET_MINUTES } from '../sessions/limits.ts';
import {
  type Heard,
  type OpenUpstream,
  Upstream,
  UpstreamFault,
  type UpstreamOptions,
  type UpstreamSpeech,
  type Written,
} from '../sessions/upstream.ts';
import { type DeliveryReading, readDelivery } from './read-delivery.ts';
import type { DefaultAlphabet } from './read-message.ts';
import { isSendLater } from './statuses.ts';
import { type SmppOpening, SmppVoice } from './voice.ts';
import { writeSubmit } from './write-message.ts';

/** interface_version of 3.4 (5.2.4). */
const VERSION = 0x34;

export interface SmppUpstreamOptions extends UpstreamOptions {
  readonly systemType?: string;
  /** What data_coding 0 means to this network; GSM's own alphabet where left out. */
  readonly defaultAlphabet?: DefaultAlphabet;
  /** Ahead of UTC: of the dates in its receipts. */
  readonly receiptOffsetMinutes?: number;
}

class SmppSpeech implements UpstreamSpeech<SmppVoice> {
  readonly open = SmppCommand.bindTransceiver;
  readonly submit = SmppCommand.submitSm;
  readonly #out = new Uint8Array(SMPP_PDU_BYTES_MAX);
  readonly unsayable = SmppStatus.ESME_RINVMSGLEN;
  readonly #opening: SmppOpening;
  readonly #reading: DeliveryReading;

  constructor(options: SmppUpstreamOptions) {
    const { account, secret, systemType = '' } = options;
    this.#opening = {
      command: this.open,
      values: { systemId: account, password: secret, systemType, interfaceVersion: VERSION },
    };
    const written = writeSmpp(this.#out, { ...this.#opening, sequence: 0 });
    if (typeof written !== 'number') throw new UpstreamFault(written.field, written.remedy);
    this.#reading = {
      defaultAlphabet: options.defaultAlphabet ?? 'gsm7',
      receiptOffsetMinutes: options.receiptOffsetMinutes ?? RECEIPT_OFFSET_MINUTES,
    };
  }

  voiceFor(wire: Wire, counts: Counts): SmppVoice {
    return new SmppVoice(wire, counts, this.#opening);
  }

  write(_voice: SmppVoice, message: CarriedMessage, wantsReport: boolean): Written | undefined {
    const length = writeSubmit(this.#out, message, wantsReport, this.#reading.defaultAlphabet);
    return length === 0 ? undefined : { bytes: this.#out, length };
  }

  opened(): void {}

  refusal({ pdu }: SmppVoice): string {
    return `bind refused: ${smppStatusName(pdu.status)}`;
  }

  outcome({ pdu }: SmppVoice): SendOutcome {
    const { status } = pdu;
    if (isSendLater(status)) return { failed: 'later' };
    if (status !== SmppStatus.ESME_ROK) return { failed: 'refused', status };
    return { sent: pdu.text(SmppField.messageId) };
  }

  hear(voice: SmppVoice, command: number, sequence: number): Heard | undefined {
    const received = readDelivery(voice.pdu, this.#reading);
    const answer = (status: number) => voice.answer(command, sequence, status, { messageId: '' });
    if (received === undefined) answer(SmppStatus.ESME_ROK);
    else if ('status' in received) answer(received.status);
    else {
      return {
        received,
        answer: (isKept) => answer(isKept ? SmppStatus.ESME_ROK : SmppStatus.ESME_RX_T_APPN),
      };
    }
    return undefined;
  }
}

/** Begins at once to open its connection. Throws an UpstreamFault. */
export function openSmppUpstream(options: SmppUpstreamOptions, desk: UpstreamDesk): OpenUpstream {
  return new Upstream(options, SMPP_RULES, new SmppSpeech(options), desk);
}
