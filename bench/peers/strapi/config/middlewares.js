// Those that Strapi requires, and no other: no log, no session.
module.exports = ['errors', 'security', 'cors', 'query', 'body', 'public', 'favicon'].map((name) => `strapi::${name}`);
