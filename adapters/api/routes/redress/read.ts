import { stop } from '../../http/need.ts';
import { redressPage } from '../../views/redress-page.ts';
import { type Handler, okPage } from '../route.ts';
import { refusalOf } from './refusal-of.ts';

/** GET /v1/redress/{reference}: for programs the signed card, for people a page. */
export const readRedress: Handler = async (call, ports) => {
  const record = await refusalOf(ports, call.params['reference'] ?? '');
  const { line: id } = record.attempt;
  const line = id === undefined ? undefined : ports.gate.line(id);
  if (call.wantsPage) {
    const page = okPage(redressPage(call.params['reference'] ?? '', line?.sip?.redress));
    return { ...page, headers: { ...page.headers, vary: 'Accept' }, decisionId: record.id };
  }
  const card = line === undefined ? undefined : ports.redress.card(record.id, line, record.atMs);
  if (card === undefined)
    throw stop(
      'not-found',
      'reference',
      'there is no card of this reference any more',
      'A card is for the minutes after the refusal. To appeal, send the reference to POST /v1/appeals.',
    );
  return { status: 200, body: card, type: 'application/jose', headers: { vary: 'Accept' }, decisionId: record.id };
};
