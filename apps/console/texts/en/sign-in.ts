export const texts = {
  title: 'Sign in',
  who: 'Who you are',
  person: 'My number',
  member: 'Staff and merchants',
  help: {
    person: 'Sign in by your number: see who may contact you, what was refused, and set do-not-disturb.',
    member: 'For merchants, carriers, complaint handlers and regulators.',
  },
  number: 'Mobile or landline number',
  send: 'Send a code',
  sent: 'If this number can receive it, a code is on its way: as a message, or read out to a landline. It is valid for 5 minutes.',
  resend: 'No code? Send again',
  resent: 'Asked for another code. Only the latest one counts.',
  code: 'Code',
  enter: 'Sign in',
  otherNumber: 'Another number',
  name: 'Sign-in name',
  password: 'Password',
  secondFactor: 'Code of the second factor',
  secondFactorHelp: 'The six digits that your authenticator shows, or one recovery code.',
  otherWays: 'Other ways to sign in',
  passkey: 'Sign in with a passkey',
  passkeyStopped:
    'No passkey was used: it was cancelled, took too long, or this device has none for this site. Try again, or use your password.',
  provider: 'Sign in with {{name}}',
  failed: {
    title: 'Not signed in',
    forbidden: 'Your account has no role here. Ask the operator for one.',
    unauthenticated:
      'The sign-in was not finished in time, or the member is locked or ended. Try again; if it fails again, ask the operator.',
    other: 'Your provider cannot be used now. Try again later, or use your password.',
  },
} as const;
