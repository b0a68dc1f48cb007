import { fileAppeal } from './appeals.ts';
import { grantBasis, withdrawBasis } from './bases.ts';
import { agreeToForm, endConsentForm, publishConsentForm } from './consent-forms.ts';
import { confirmConsent, requestConsent } from './consent-requests.ts';
import { registerContent, reviewContent } from './contents.ts';
import type { Command } from './envelope.ts';
import type { HandlerTable } from './execute.ts';
import { endExpectation, expectCall } from './expectations.ts';
import { bindMiddleNumber, fileNumber, revokeFiling } from './filings.ts';
import { fileFinding } from './findings.ts';
import { askWard, confirmGuardian, endGuardianship } from './guardians.ts';
import { setHeldWish } from './held-wishes.ts';
import { createKey, revokeKey } from './keys.ts';
import { installLaw, setLaw } from './laws.ts';
import { registerLine } from './lines.ts';
import { addPasskey, removePasskey, setMemberPassword, setRecoveryCodes, setTotp } from './members/factors.ts';
import { acceptInvitation, inviteMember, reinviteMember } from './members/invitations.ts';
import { signIn } from './members/sign-in.ts';
import { signInByProvider } from './members/sign-in-by-provider.ts';
import { endOtherSessions, setMemberStatus } from './members/standing.ts';
import { markMessageSent } from './notices.ts';
import { recordOwnership, recycleNumber } from './numbers.ts';
import { registerMerchant, registerParty } from './parties.ts';
import type { RegisterTransaction } from './ports.ts';
import { preferByMessage } from './preference-orders.ts';
import { changeListEntry, setPreference, undoPreference } from './preferences.ts';
import { recordRefusal } from './refusals.ts';
import { refuseByReply } from './reply-refusals.ts';
import { imposeSanction, liftSanction } from './sanctions.ts';
import { openSession, requestCode } from './sessions.ts';
import { registerWebhook, removeWebhook } from './webhooks.ts';

/** What the register can do. */
export const HANDLERS: HandlerTable<Command, RegisterTransaction> = {
  setPreference,
  undoPreference,
  addListEntry: changeListEntry,
  removeListEntry: changeListEntry,
  expectCall,
  endExpectation,
  grantBasis,
  withdrawBasis,
  recordRefusal,
  refuseByReply,
  preferByMessage,
  requestConsent,
  confirmConsent,
  setHeldWish,
  publishConsentForm,
  endConsentForm,
  agreeToForm,
  markMessageSent,
  fileFinding,
  recycleNumber,
  recordOwnership,
  registerMerchant,
  registerParty,
  registerLine,
  fileNumber,
  revokeFiling,
  bindMiddleNumber,
  registerContent,
  reviewContent,
  imposeSanction,
  liftSanction,
  createKey,
  revokeKey,
  requestCode,
  openSession,
  askWard,
  confirmGuardian,
  endGuardianship,
  registerWebhook,
  removeWebhook,
  fileAppeal,
  setLaw,
  installLaw,
  inviteMember,
  reinviteMember,
  acceptInvitation,
  setMemberPassword,
  setTotp,
  setRecoveryCodes,
  addPasskey,
  removePasskey,
  setMemberStatus,
  endOtherSessions,
  signIn,
  signInByProvider,
};
