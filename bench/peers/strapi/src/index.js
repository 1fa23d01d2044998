const { readFileSync } = require('node:fs');

/** Puts the rows in that the file named by ROWS holds, when Strapi has started. */
async function fill(strapi, rows) {
  const documents = new Map();
  const create = async (type, { id, ...data }) => {
    const { documentId } = await strapi.documents(`api::${type}.${type}`).create({ data: { ...data, key: id } });
    documents.set(`${type} ${id}`, documentId);
  };
  const find = (type, id) => (id === null ? null : documents.get(`${type} ${id}`));
  for (const { locale: language, ...row } of rows.disclaimers) await create('disclaimer', { ...row, language });
  for (const row of rows.topics) await create('topic', row);
  for (const row of rows.authors) await create('author', row);
  for (const row of rows.exercises) await create('exercise', row);
  for (const { locale: language, disclaimer, topics, ...row } of rows.questions) {
    const named = { disclaimer: find('disclaimer', disclaimer), topics: topics.map((id) => find('topic', id)) };
    await create('question', { ...row, language, ...named });
  }
  for (const { sort: _, question, author, recommendations, ...row } of rows.answers) {
    const advised = recommendations.map(({ exercise, ...one }) => ({ ...one, exercise: find('exercise', exercise) }));
    const named = { question: find('question', question), author: find('author', author) };
    await create('answer', { ...row, ...named, recommendations: advised });
  }
}

module.exports = {
  async bootstrap({ strapi }) {
    if (!process.env.ROWS) return;
    await fill(strapi, JSON.parse(readFileSync(process.env.ROWS, 'utf8')));
  },
};
