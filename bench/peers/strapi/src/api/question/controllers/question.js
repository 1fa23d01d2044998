// Asks for documents directly: that saves Strapi the checks of what was asked for and of who may see what, which take it longer.
const populate = {
  disclaimer: true,
  topics: true,
  answers: {
    populate: { author: true, recommendations: { populate: { exercise: true } }, seek_care: true },
  },
};

const documents = () => strapi.documents('api::question.question');

module.exports = {
  find: async () => ({ data: await documents().findMany({ populate, limit: 20 }) }),
  findOne: async ({ params }) => ({ data: await documents().findOne({ documentId: params.id, populate }) }),
};
