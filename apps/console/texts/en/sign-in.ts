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
  sent: 'If this number can receive it, a code is on its way. It is valid for 5 minutes.',
  code: 'Code',
  enter: 'Sign in',
  otherNumber: 'Another number',
  name: 'Sign-in name',
  password: 'Password',
  secondFactor: 'Code of the second factor',
} as const;
