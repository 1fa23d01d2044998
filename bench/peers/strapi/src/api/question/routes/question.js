const open = { auth: false };

module.exports = {
  routes: [
    { method: 'GET', path: '/questions', handler: 'question.find', config: open },
    { method: 'GET', path: '/questions/:id', handler: 'question.findOne', config: open },
  ],
};
