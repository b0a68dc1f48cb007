import { randomBytes } from 'node:crypto';
import { asId, type LineId, type MemberId, type PartyId, type Result, success } from '@wurao/domain';
import type { Envelope, MemberRole, Outcome } from '@wurao/registry';
import { ADMIN, BANK, by, CARRIER_PARTY, LINE_ENFORCING, SAMPLE_LINES } from './sample-nouns.ts';
import { hashPassword } from './sign-in/passwords.ts';

interface SampleMember {
  readonly name: string;
  readonly displayName: string;
  readonly role: MemberRole;
  readonly party?: PartyId;
  readonly lines?: readonly LineId[];
}

/** Somebody for each role of the console, and a second handler: whoever decides does not decide the appeal. */
const SAMPLE_MEMBERS: readonly SampleMember[] = [
  {
    name: 'sample-merchant',
    displayName: '示例银行 王芳',
    role: 'merchant',
    party: asId<PartyId>(BANK),
    lines: [LINE_ENFORCING],
  },
  {
    name: 'sample-carrier',
    displayName: '示例运营商 陈强',
    role: 'carrier',
    party: CARRIER_PARTY,
    lines: SAMPLE_LINES,
  },
  { name: 'sample-handler', displayName: '处理员 李娜', role: 'handler' },
  { name: 'sample-handler-2', displayName: '处理员 赵磊', role: 'handler' },
  { name: 'sample-regulator', displayName: '监管员 周敏', role: 'regulator' },
  { name: 'sample-admin', displayName: '管理员 刘洋', role: 'admin' },
];

const PASSWORD_BYTES = 18;

type Execute = (envelope: Envelope) => Promise<Result<Outcome>>;

const addMember = async (execute: Execute, sample: SampleMember): Promise<Result<string>> => {
  const { party, lines = [], ...who } = sample;
  const invited = await execute(by(ADMIN, { kind: 'inviteMember', ...who, party, lines, secondFactor: 'waived' }));
  if (!invited.ok) return invited;
  const secret = randomBytes(PASSWORD_BYTES).toString('base64url');
  const password = await hashPassword(secret, 'chance');
  const id = asId<MemberId>(String(invited.value.body['id']));
  const seated = await execute(by(ADMIN, { kind: 'setMemberPassword', id, password }));
  return seated.ok ? success(secret) : seated;
};

/** The sample world's members, with the passwords that sample.json keeps. */
export const addSampleMembers = async (execute: Execute): Promise<Result<Readonly<Record<string, string>>>> => {
  const added = await Promise.all(SAMPLE_MEMBERS.map((sample) => addMember(execute, sample)));
  const passwords: Record<string, string> = {};
  for (const [i, one] of added.entries()) {
    if (!one.ok) return one;
    passwords[SAMPLE_MEMBERS[i]?.name ?? ''] = one.value;
  }
  return success(passwords);
};
