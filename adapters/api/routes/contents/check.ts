import { type Channel, type Content, type Merchant, ownSignatures, type Purpose, signaturesIn } from '@wurao/domain';
import { nearestContent, readText, valuesIn } from '@wurao/engine';
import { hasDuties, linksOf, missingIn } from '@wurao/registry';
import { notFound } from '../../http/need.ts';
import type { ApiPorts } from '../../ports.ts';
import { merchantOf } from '../../read/owner.ts';
import { type Call, type Handler, ok } from '../route.ts';

interface CheckBody {
  readonly merchant?: string;
  readonly channel: Channel;
  readonly text: string;
  readonly purpose?: Purpose;
  readonly content?: string;
}

/** As the answer names a version: every one answers to the content's own id. */
const versionOf = ({ id, version, status }: Content) => ({ id: id.split('@')[0], version, status });

/** The one that is named, whatever became of it; else the approved ones of this channel and purpose, by id. */
const candidatesOf = (body: CheckBody, merchant: Merchant, { gate }: ApiPorts): readonly Content[] => {
  const all = gate.contentsOf(merchant.id);
  if (body.content === undefined) {
    const { channel, purpose } = body;
    const isFit = (content: Content): boolean =>
      content.channel === channel && (purpose ?? content.purpose) === content.purpose;
    return all
      .filter((content) => content.status === 'approved' && isFit(content))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }
  const named = all.find(({ id }) => id === body.content);
  if (named === undefined) throw notFound('content');
  return [named];
};

const merchantHere = (call: Call, { gate }: ApiPorts, named: string | undefined): Merchant => {
  const merchant = gate.merchant(merchantOf(call, named));
  if (merchant === undefined) throw notFound('merchant');
  return merchant;
};

/** POST /v1/contents/check: decides nothing and leaves no trace. */
export const checkContent: Handler = (call, ports) => {
  const body = call.body as CheckBody;
  const { channel, text } = body;
  const merchant = merchantHere(call, ports, body.merchant);
  const candidates = candidatesOf(body, merchant, ports);
  const read = readText(text);
  let matched: { readonly content: Content; readonly values: ReturnType<typeof valuesIn> } | undefined;
  for (const content of candidates) {
    const values = valuesIn(content, read);
    if (values !== undefined) matched = { content, values };
    if (matched !== undefined) break;
  }
  const nearest = matched === undefined ? nearestContent(candidates, text) : undefined;
  const purpose = body.purpose ?? (matched ?? nearest)?.content.purpose;
  const isMessage = channel !== 'voice';
  const own = ownSignatures(merchant);
  return ok({
    ...(matched && { matches: { ...versionOf(matched.content), values: matched.values } }),
    ...(nearest && { nearest: { ...versionOf(nearest.content), differences: nearest.differences } }),
    missing: purpose !== undefined && hasDuties({ channel, purpose }) ? missingIn(text, merchant) : [],
    links: isMessage ? linksOf(text, merchant) : [],
    signatures: isMessage ? signaturesIn(text).map((signature) => ({ signature, own: own.has(signature) })) : [],
  });
};
