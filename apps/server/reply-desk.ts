import type { CaseworkPort, ReceivedReply, RepliesPort, ReplyAsker } from '@wurao/api';
import { readForwarded } from '@wurao/casework';
import {
  type Filing,
  isFiledAt,
  type PhoneNumber,
  REPLY_REACH_MS,
  type ReplyLanguage,
  type ReplySetting,
  type ReplyTarget,
  type Result,
  readPreferenceOrder,
  readReply,
  replyTarget,
  success,
} from '@wurao/domain';
import { MAX_REPLY_MERCHANTS, type ReplyInput } from '@wurao/registry';
import type { ArchiveHandle } from './archive-client.ts';
import type { ControlHandle } from './control-client.ts';
import type { Gate } from './gate.ts';
import type { MerchantNames } from './merchant-names.ts';

export interface ReplyDeskParts {
  readonly gate: Pick<Gate, 'filingsOf' | 'flush' | 'line'>;
  readonly archive: Pick<ArchiveHandle, 'sentTo'>;
  readonly execute: ControlHandle['calls']['execute'];
  readonly ask: ControlHandle['calls']['ask'];
  readonly names: Pick<MerchantNames, 'find'>;
  /** Where people say what they want by message; undefined: nowhere. */
  readonly preferencePort?: PhoneNumber | undefined;
  /** Where messages are complained of by forwarding them; undefined: nowhere. */
  readonly complaints?: { readonly port: PhoneNumber; readonly casework: Pick<CaseworkPort, 'file'> } | undefined;
}

type Refused = Extract<ReceivedReply, { means: 'refuses' }>;

/** Replies of subscribers in, refusals out: for HTTP and for the gates of short messages alike. */
export class ReplyDesk implements RepliesPort {
  readonly #parts: ReplyDeskParts;

  constructor(parts: ReplyDeskParts) {
    this.#parts = parts;
  }

  async receive(reply: ReplyInput, asker: ReplyAsker): Promise<Result<ReceivedReply>> {
    if (reply.port === this.#parts.preferencePort) return this.#prefer(reply, asker);
    if (reply.port === this.#parts.complaints?.port) return this.#complain(reply, asker);
    const filings = this.#parts.gate.filingsOf(reply.port);
    const setting = this.#settingOf(reply, filings);
    // Whether a request waits for a code, only the register knows.
    const atOnce = readReply(reply.text, { ...setting, awaitsCode: true });
    if (atOnce.means === 'agrees') return this.#confirm(reply, atOnce.code, asker);
    const filed = replyTarget(reply, filings, []);
    // A TD to a filed port needs nothing of the past: it bites as soon as it is written.
    if (filed.how === 'filing' && atOnce.means === 'refuses' && atOnce.isCertain)
      return this.#refuse(reply, filed, atOnce.language, asker);
    this.#parts.gate.flush();
    const sent = await this.#parts.archive.sentTo(reply.subscriber, reply.atMs - REPLY_REACH_MS);
    if (!sent.ok) return sent;
    const own = sent.value.filter(({ line }) => line !== undefined && asker.ownsLine(line));
    const target = replyTarget(reply, filings, own);
    const read = readReply(reply.text, { ...setting, lastText: target.lastText });
    return read.means === 'refuses'
      ? this.#refuse(reply, target, read.language, asker)
      : success({ means: read.means });
  }

  /** Words of the line by which it came; where that is not said, of the one that the port is filed on. */
  #settingOf({ line, atMs }: ReplyInput, filings: readonly Filing[]): Pick<ReplySetting, 'lineWords'> {
    const { gate } = this.#parts;
    const by = line ?? filings.find((filing) => filing.line !== undefined && isFiledAt(filing, atMs))?.line;
    return { lineWords: by && gate.line(by)?.sms?.replyWords };
  }

  /** The network proves whose it is; it is dated by when the network had it. */
  async #complain({ subscriber, text, atMs }: ReplyInput, { actor }: ReplyAsker): Promise<Result<ReceivedReply>> {
    const claim = {
      complainant: subscriber,
      proved: true,
      ...readForwarded(text),
      channel: 'sms',
      atMs,
      source: 'sms-forward',
    } as const;
    const done = await this.#parts.complaints?.casework.file(claim, undefined, { actor, idempotency: undefined });
    if (done === undefined) throw new Error('a complaint came to no port of complaints');
    if (!done.ok) return done;
    const { id, case: caseId } = done.value.body as { readonly id: string; readonly case: string };
    return success({ means: 'complains', complaint: id, case: caseId });
  }

  async #prefer(reply: ReplyInput, { actor }: ReplyAsker): Promise<Result<ReceivedReply>> {
    const order = readPreferenceOrder(reply.text);
    const named =
      order.means === 'stop' ? await this.#parts.names.find(order.name, this.#parts.ask) : success(undefined);
    if (!named.ok) return named;
    const command = { kind: 'preferByMessage', reply, order, merchant: named.value } as const;
    const done = await this.#parts.execute({ command, actor, idempotency: undefined });
    return done.ok
      ? success({ means: 'prefers', order: order.means, answered: done.value.body['answered'] === true })
      : done;
  }

  async #confirm(reply: ReplyInput, code: string, { actor }: ReplyAsker): Promise<Result<ReceivedReply>> {
    const command = { kind: 'confirmConsent', reply, code } as const;
    const done = await this.#parts.execute({ command, actor, idempotency: undefined });
    if (done.ok) return success({ means: 'agrees', consent: String(done.value.body['basis']) });
    return done.code === 'unauthenticated' ? success({ means: 'agrees' }) : done;
  }

  /** Seldom more than one command: so many merchants share no port. */
  async #refuse(
    reply: ReplyInput,
    target: ReplyTarget,
    language: ReplyLanguage,
    { actor }: ReplyAsker,
  ): Promise<Result<ReceivedReply>> {
    let told: Refused | undefined;
    for (let from = 0; from === 0 || from < target.merchants.length; from += MAX_REPLY_MERCHANTS) {
      const merchants = target.merchants.slice(from, from + MAX_REPLY_MERCHANTS);
      const command = { kind: 'refuseByReply', reply, merchants, language } as const;
      const done = await this.#parts.execute({ command, actor, idempotency: undefined });
      if (!done.ok) return done;
      const { body, sequence, effectiveAfterMs } = done.value;
      const refused = body['refused'] as Refused['refused'];
      const finding = body['finding'] as string | undefined;
      told = {
        means: 'refuses',
        meantFor: target.how === 'nobody' && refused.length > 0 ? 'asked' : target.how,
        refused: [...(told?.refused ?? []), ...refused],
        ...(finding === undefined ? {} : { finding }),
        sequence,
        effectiveAfterMs: Math.max(effectiveAfterMs, told?.effectiveAfterMs ?? 0),
      };
    }
    return success(told as Refused);
  }
}
