// Every message of RFC 4475, from the shared data, gets the outcome that the RFC's text asks for.
import { readFileSync } from 'node:fs';
import { sharedData, skipUnless } from '@wurao/testkit';
import { describe, expect } from 'vitest';
import {
  addrParamOf,
  HeaderId,
  judgeRequest,
  judgeResponse,
  paramOf,
  SipMessage,
  scanMessage,
  scanStream,
  telephoneOf,
  uriHeadersOf,
  uriParamOf,
  valuesOf,
  writeResponse,
} from '../mod.ts';
import { plainAddress, plainView, uriIn } from './testing/plain-view.ts';
import { BEYOND_SYNTAX, INVALID, type TortureCase, VALID } from './testing/rfc4475-cases.ts';

const folder = sharedData('sip/rfc4475');
const torture = skipUnless('shared data sip/rfc4475', folder);
const CASES: readonly TortureCase[] = [...VALID, ...INVALID, ...BEYOND_SYNTAX];
const READ_AS_SERVER = { role: 'server', extensions: [], contentTypes: ['application/sdp'] } as const;
const BLANK = Buffer.from('\r\n');

function bytesOf(name: string): Uint8Array {
  const bytes = readFileSync(`${folder}/${name}.dat`);
  return new Uint8Array(name === 'baddn' ? Buffer.concat([bytes, BLANK]) : bytes);
}

function scanned(name: string): SipMessage {
  const message = new SipMessage();
  const bytes = bytesOf(name);
  expect(scanMessage(message, bytes, 0, bytes.length)).toBeUndefined();
  return message;
}

function outcomeOf(bytes: Uint8Array, abilities?: typeof READ_AS_SERVER): 'valid' | 'drop' | number {
  const message = new SipMessage();
  if (scanMessage(message, bytes, 0, bytes.length) !== undefined) return 'drop';
  if (!message.isRequest) return judgeResponse(message) === undefined ? 'valid' : 'drop';
  return judgeRequest(message, abilities)?.status ?? 'valid';
}

describe('RFC 4475', () => {
  torture('holds 49 messages, each with its case', () => {
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(49);
    expect(CASES).toHaveLength(49);
  });

  for (const { name, section, outcome, asServer, onStream, reads } of CASES) {
    torture(`${section} ${name}: ${outcome}`, () => {
      const bytes = bytesOf(name);
      expect(outcomeOf(bytes)).toBe(outcome);
      expect(outcomeOf(bytes, READ_AS_SERVER)).toBe(asServer ?? outcome);
      const framed = scanStream(new SipMessage(), bytes, 0, bytes.length);
      expect(typeof framed === 'object' ? framed.code : framed).toBe(onStream ?? bytes.length);
      if (reads !== undefined) expect(plainView(scanned(name))).toMatchObject(reads);
    });
  }

  for (const { name, unsupported } of CASES) {
    if (unsupported === undefined) continue;
    torture(`${name}: the answer names what is not supported`, () => {
      const message = scanned(name);
      const [proxy, server] = unsupported;
      expect(judgeRequest(message)?.headers).toEqual([['Unsupported', proxy]]);
      expect(judgeRequest(message, READ_AS_SERVER)?.headers).toEqual([['Unsupported', server]]);
    });
  }

  torture('every refused request with a Via can be answered with what it came with', () => {
    const out = new Uint8Array(8_192);
    const answered = new SipMessage();
    for (const { name, outcome } of CASES) {
      if (typeof outcome !== 'number') continue;
      const request = scanned(name);
      const length = writeResponse(out, request, { ...judgeRequest(request)!, toTag: 'ours' });
      expect(scanMessage(answered, out, 0, length), name).toBeUndefined();
      expect(answered.fault, name).toBeUndefined();
      expect(answered.status, name).toBe(outcome);
      expect(answered.count(HeaderId.via), name).toBe(request.count(HeaderId.via));
      expect(answered.first(HeaderId.callId), name).toBe(request.first(HeaderId.callId));
    }
  });
});

describe('RFC 4475, read closely', () => {
  torture('wsinv: parameters over folds, a field that is unknown, one without a value', () => {
    const message = scanned('wsinv');
    const contact = plainAddress(message.bytes, message.at(HeaderId.contact))!;
    expect(addrParamOf(contact.address, 'newparam')).toBe('newvalue');
    expect(addrParamOf(contact.address, 'secondparam')).toBe('');
    expect(addrParamOf(contact.address, 'q')).toBe('0.33');
    const route = uriIn(plainView(message).routes[0]);
    expect(['lr', 'unknownwith', 'unknown-no-value', 'none'].map((name) => uriParamOf(route, name))).toEqual([
      '',
      'value',
      '',
      undefined,
    ]);
    expect(message.other('newfangledheader').map((value) => message.text(value))).toEqual([
      'newfangled value continued newfangled value',
    ]);
    expect(message.other('UnknownHeaderWithUnusualValue').map((value) => message.text(value))).toEqual([';;,,;;,;']);
    expect(message.other('s').map((value) => message.text(value))).toEqual(['']);
  });

  torture('esc01: escapes in parameters are resolved once', () => {
    const uri = uriIn(plainView(scanned('esc01')).contacts[0]);
    expect(uriParamOf(uri, 'lr')).toBe('');
    expect(uriParamOf(uri, 'name')).toBe('value%41');
  });

  torture('esc02: a name with a percent sign is another name', () => {
    const message = scanned('esc02');
    expect(message.other('C%6Fntact')).toHaveLength(1);
  });

  torture('intmeth: quoted bytes beyond ASCII, and a value right behind the colon', () => {
    const message = scanned('intmeth');
    const from = plainAddress(message.bytes, message.at(HeaderId.from))!;
    expect(addrParamOf(from.address, "fromParam''~+*_!.-%".toLowerCase())).toBe('работающий');
    expect(message.other("extensionHeader-!.%*+_`'~").map((value) => message.text(value))).toEqual(['\ufeff大停電']);
  });

  torture('longreq: 34 Vias in many spellings, and long parameters', () => {
    const view = plainView(scanned('longreq'));
    expect(view.vias.map((via) => via?.host)).toEqual([
      ...Array.from({ length: 33 }, (_, i) => `sip${33 - i}.example.com`),
      'host.example.com',
    ]);
    expect(view.vias.at(-1)).toMatchObject({ received: '192.0.2.5', branch: expect.stringMatching(/^very(long){50}/) });
    expect(view.from?.tag).toMatch(/^(12982|982)+424$/);
    expect(uriParamOf(uriIn(view.to), `longparam${'name'.repeat(25)}`)).toBe('shortvalue');
  });

  torture('cparam01 and cparam02: the parameter is the field’s, then the URI’s', () => {
    const [first, second] = ['cparam01', 'cparam02'].map((name) => plainView(scanned(name)).contacts[0]!);
    expect([addrParamOf(first!.address, 'unknownparam'), uriParamOf(uriIn(first), 'unknownparam')]).toEqual([
      '',
      undefined,
    ]);
    expect([addrParamOf(second!.address, 'unknownparam'), uriParamOf(uriIn(second), 'unknownparam')]).toEqual([
      undefined,
      '',
    ]);
  });

  torture('regescrt: the Route that the contact carries', () => {
    const uri = uriIn(plainView(scanned('regescrt')).contacts[0]);
    expect(uriHeadersOf(uri)).toEqual([['Route', '<sip:sip.example.com>']]);
  });

  torture('inv2543: numbers marked as such, without a Content-Length', () => {
    const view = plainView(scanned('inv2543'));
    expect(telephoneOf(uriIn(view.from))).toMatchObject({ number: '+13035551111', isGlobal: true, isMarked: true });
    // Without brackets the parameter is the field's, and the number is not marked.
    expect(telephoneOf(uriIn(view.to))).toMatchObject({ number: '+16505552222', isMarked: false });
  });

  torture('semiuri: a list of types over three lines', () => {
    const message = scanned('semiuri');
    expect(valuesOf(message, HeaderId.accept).map((value) => message.text(value))).toEqual([
      'application/sdp',
      'application/pkcs7-mime',
      'multipart/mixed',
      'multipart/signed',
      'message/sip',
      'message/sipfrag',
    ]);
  });

  torture('regaut01: credentials of an unknown scheme are there to read', () => {
    expect(scanned('regaut01').first(HeaderId.authorization)).toBe('NoOneKnowsThisScheme opaque-data=here');
  });

  torture('mpart01: the boundary, and a body that is no text', () => {
    const message = scanned('mpart01');
    const { start, end } = message.at(HeaderId.contentType);
    const semicolon = message.bytes.indexOf(59, start);
    expect(paramOf(message.bytes, semicolon, end, 'boundary')).toBe('7a9cbec02ceef655');
  });
});
