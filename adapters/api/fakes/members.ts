import { asId, failure, success } from '@wurao/domain';
import type { Member } from '@wurao/registry';
import type { SignInPort } from '../sign-in-port.ts';
import { NOW_MS } from './facts.ts';

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
    return success({ session: { key: 'key-of-member', expiresMs: NOW_MS + 12 * 3_600_000 } });
  },
});
