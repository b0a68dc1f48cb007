import type { HouseCommand, HouseQuery } from '@wurao/casework';
import { asId, failure, success } from '@wurao/domain';
import type { KeyListing, Member } from '@wurao/registry';
import type { MemberPort, SignInPort } from '../sign-in-port.ts';
import { KEYS, NOW_MS } from './facts.ts';

export const MEMBER: Member = {
  id: asId('member-1'),
  name: 'li.na',
  displayName: '李娜',
  role: 'handler',
  party: undefined,
  lines: [],
  status: 'active',
  secondFactor: 'required',
  createdMs: NOW_MS,
  lockedOutUntilMs: undefined,
  hasPassword: true,
  hasTotp: true,
  recoveryCodesLeft: 8,
  passkeys: [],
  hasOidc: false,
};

const SESSION = { key: 'key-of-member', expiresMs: NOW_MS + 12 * 3_600_000 };

export const PASSWORD = 'example only, not a password';

const wrong = failure('unauthenticated', 'Not signed in', {
  field: '',
  message: 'name, password or code are not right, or there were too many tries',
  remedy: 'Check them; after ten failures wait a quarter of an hour.',
});

/** One member, whose code is always the same. */
export const fakeSignIn = (): SignInPort => ({
  methods: () => ({ password: true, passkey: true, oidc: '单位账号' }),
  withPassword: async ({ name, password, code }) => {
    if (name !== MEMBER.name || password !== PASSWORD) return wrong;
    if (code === undefined) return success({ next: 'code' });
    if (code !== '482913') return wrong;
    return success({ session: SESSION });
  },
  passkeyOptions: async () => success({ challenge: 'ZXhhbXBsZQ', rpId: 'localhost', userVerification: 'required' }),
  withPasskey: async () => success({ session: SESSION }),
  toProvider: async () => success({ location: 'https://id.example.cn/auth?client_id=wurao', sealed: 'sealed-example' }),
  fromProvider: async () => success(SESSION),
});

const TOTP = {
  secret: 'EXAMPLEONLYNOTASECRET',
  uri: 'otpauth://totp/Wurao:li.na?secret=EXAMPLEONLYNOTASECRET',
  enrolment: 'sealed-example',
};
const CODES = { recoveryCodes: ['ABCD-EFGH-JKMN-PQRS'] };

export const fakeMembers: MemberPort = {
  readInvitation: async () => {
    const { name, displayName, role, secondFactor } = MEMBER;
    const expiresMs = NOW_MS + 7 * 86_400_000;
    return success({ name, displayName, role, secondFactor, expiresMs, totp: TOTP });
  },
  acceptInvitation: async () => success({ ...CODES, session: SESSION }),
  changePassword: async () => success(MEMBER),
  offerTotp: async () => success(TOTP),
  setTotp: async () => success(CODES),
  renewRecoveryCodes: async () => success(CODES),
  passkeyOptions: async () => success({ challenge: 'ZXhhbXBsZQ', rp: { id: 'localhost', name: 'Wurao 勿扰' } }),
  addPasskey: async () => success(MEMBER),
};

const INVITED = {
  ...MEMBER,
  status: 'invited',
  hasPassword: false,
  hasTotp: false,
  recoveryCodesLeft: 0,
  invitation: 'wi_example_only',
};

/** What commands on members leave. */
export const leftOfMember = (
  command: HouseCommand,
): { readonly created: boolean; readonly body: object } | undefined => {
  switch (command.kind) {
    case 'inviteMember':
    case 'reinviteMember':
      return { created: command.kind === 'inviteMember', body: INVITED };
    case 'setMemberStatus':
      return { created: false, body: { ...MEMBER, status: command.to } };
    case 'removePasskey':
      return { created: false, body: MEMBER };
    case 'endOtherSessions':
      return { created: false, body: { ended: 1 } };
    default:
      return undefined;
  }
};

export const answerOfMember = (query: HouseQuery): unknown => {
  switch (query.kind) {
    case 'member':
      return query.id === MEMBER.id ? MEMBER : undefined;
    case 'members':
      return { items: [MEMBER], next: undefined };
    case 'memberSessions':
      return Object.values(KEYS).filter(({ member }) => member === query.member) satisfies readonly KeyListing[];
    default:
      return undefined;
  }
};
