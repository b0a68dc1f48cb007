import { asId, success } from '@wurao/domain';
import { expect, it } from 'vitest';
import type { SignInParts } from './desk.ts';
import { MemberDesk } from './member-desk.ts';
import { hashPassword, PasswordChecks } from './passwords.ts';

const OWN = { member: asId<never>('member-1'), session: asId<never>('key-1'), actor: {} as never };
const WISH = { password: 'four words will do', newPassword: 'four other words then' };

/** A desk about one member, and what it did beside asking. */
const deskOf = (password: unknown) => {
  const done: string[] = [];
  const parts = {
    control: {
      ask: async () => success({ id: OWN.member, name: 'li.na', password, lockedOutUntilMs: undefined }),
      execute: async ({ command }: { readonly command: { readonly kind: string } }) => {
        done.push(command.kind);
        return success({ body: {} });
      },
    },
    passwords: new PasswordChecks(),
    nowMs: () => 0,
  };
  return { desk: new MemberDesk(parts as unknown as SignInParts), done };
};

it('says to a member without a password that it has none, and counts no failure', async () => {
  const { desk, done } = deskOf(undefined);
  expect(await desk.changePassword(OWN, WISH)).toMatchObject({
    ok: false,
    code: 'forbidden',
    errors: [{ field: 'password', message: 'this account has no password', remedy: expect.stringContaining('invit') }],
  });
  expect(done).toEqual([]);
});

it('counts a wrong password as a failed sign-in', async () => {
  const { desk, done } = deskOf(await hashPassword('another', 'chance'));
  expect(await desk.changePassword(OWN, WISH)).toMatchObject({
    ok: false,
    errors: [{ message: expect.stringContaining('not your present password') }],
  });
  expect(done).toEqual(['signIn']);
});
