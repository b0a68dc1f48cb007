import type { CaseSheet } from '@wurao/casework';
import { need, notFound } from '../../http/need.ts';
import { bytesOf } from '../imports/own.ts';
import type { Handler } from '../route.ts';
import { sheetSeen } from './read.ts';

/** PUT /v1/attachments */
export const keepAttachment: Handler = async (call, ports) => {
  const type = String(call.query['type'] ?? '');
  const { sha256, bytes } = need(await ports.casework.keepAttachment(type, bytesOf(call)));
  return { status: 201, body: { type, sha256, bytes } };
};

const namedIn = ({ complaints, notes }: CaseSheet) => [
  ...complaints.flatMap(({ complaint }) => complaint?.attachments ?? []),
  ...notes.flatMap(({ attachments }) => attachments),
];

/** GET /v1/cases/{id}/attachments/{sha256}: never shown in the page, whatever it says it is. */
export const readAttachment: Handler = async (call, ports) => {
  const sheet = await sheetSeen(call, ports, 'readAttachment');
  const named = namedIn(sheet).find(({ sha256 }) => sha256 === call.params['sha256']);
  const bytes = named && (await ports.casework.readAttachment(named.sha256));
  if (named === undefined || bytes === undefined) throw notFound('attachment');
  return {
    status: 200,
    type: named.type,
    body: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
    headers: {
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(named.name)}`,
      'content-security-policy': 'sandbox',
      'x-content-type-options': 'nosniff',
    },
  };
};
