export const texts = {
  title: '登录',
  who: '您是谁',
  person: '我的号码',
  member: '工作人员和商家',
  help: {
    person: '用手机号登录，查看谁可以联系您、拒绝了什么，并设置免打扰。',
    member: '商家、运营商、投诉处理和监管人员由此登录。',
  },
  number: '手机号或固定电话',
  send: '发送验证码',
  sent: '如果这个号码可以接收，验证码已发出，5 分钟内有效。',
  code: '验证码',
  enter: '登录',
  otherNumber: '换一个号码',
  name: '登录名',
  password: '密码',
  secondFactor: '动态验证码',
} as const;
