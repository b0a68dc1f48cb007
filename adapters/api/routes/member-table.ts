import { ADMIN, door, EVERYONE_WITH_A_KEY } from './door.ts';
import { acceptInvitation, readInvitation } from './members/invitation.ts';
import { inviteMember, listMembers, reinviteMember, setMemberStatus } from './members/manage.ts';
import {
  addPasskey,
  changePassword,
  endOneSession,
  endOtherSessions,
  listSessions,
  offerPasskey,
  offerTotp,
  readFactors,
  removePasskey,
  renewRecoveryCodes,
  setTotp,
} from './members/own.ts';
import { listStaff } from './members/staff.ts';
import type { Route } from './route.ts';
import { listSignInMethods } from './sign-in/methods.ts';
import { offerPasskeySignIn, signInWithPasskey } from './sign-in/passkey.ts';
import { signInWithPassword } from './sign-in/password.ts';
import { fromProvider, toProvider } from './sign-in/provider.ts';
import { endSession, readSession } from './sign-in/session.ts';

const MEMBERS = ['admin', 'merchant', 'carrier', 'handler', 'regulator'] as const;
const STAFF = ['admin', 'handler', 'regulator'] as const;

/** Doors of signing in, of one's own session and factors, and of whoever manages members. */
export const MEMBER_ROUTES: readonly Route[] = [
  door('listSignInMethods', 'GET', '/v1/sign-in/methods', 'anyone', listSignInMethods),
  door('signInWithPassword', 'POST', '/v1/sign-in/password', 'anyone', signInWithPassword),
  door('offerPasskeySignIn', 'POST', '/v1/sign-in/passkey/options', 'anyone', offerPasskeySignIn),
  door('signInWithPasskey', 'POST', '/v1/sign-in/passkey', 'anyone', signInWithPasskey),
  door('signInByProvider', 'GET', '/v1/sign-in/oidc', 'anyone', toProvider),
  {
    ...door('returnFromProvider', 'GET', '/v1/sign-in/oidc/callback', 'anyone', fromProvider),
    takesAnyQuery: true,
  },
  door('readInvitation', 'POST', '/v1/invitations', 'anyone', readInvitation),
  door('acceptInvitation', 'POST', '/v1/invitations/acceptance', 'anyone', acceptInvitation),
  door('readSession', 'GET', '/v1/session', EVERYONE_WITH_A_KEY, readSession),
  door('endSession', 'DELETE', '/v1/session', EVERYONE_WITH_A_KEY, endSession),

  door('readFactors', 'GET', '/v1/session/factors', MEMBERS, readFactors),
  door('changePassword', 'PUT', '/v1/session/password', MEMBERS, changePassword),
  door('offerTotp', 'POST', '/v1/session/totp', MEMBERS, offerTotp),
  door('setTotp', 'PUT', '/v1/session/totp', MEMBERS, setTotp),
  door('renewRecoveryCodes', 'POST', '/v1/session/recovery-codes', MEMBERS, renewRecoveryCodes),
  door('offerPasskey', 'POST', '/v1/session/passkeys/options', MEMBERS, offerPasskey),
  door('addPasskey', 'POST', '/v1/session/passkeys', MEMBERS, addPasskey),
  door('removePasskey', 'DELETE', '/v1/session/passkeys/{id}', MEMBERS, removePasskey),
  door('listSessions', 'GET', '/v1/sessions', MEMBERS, listSessions),
  door('endOtherSessions', 'DELETE', '/v1/sessions', MEMBERS, endOtherSessions),
  door('endOneSession', 'DELETE', '/v1/sessions/{id}', MEMBERS, endOneSession),
  door('inviteMember', 'POST', '/v1/members', ADMIN, inviteMember),
  door('listMembers', 'GET', '/v1/members', ADMIN, listMembers),
  door('listStaff', 'GET', '/v1/staff', STAFF, listStaff),
  door('setMemberStatus', 'POST', '/v1/members/{id}/status', ADMIN, setMemberStatus),
  door('reinviteMember', 'POST', '/v1/members/{id}/invitation', ADMIN, reinviteMember),
];
