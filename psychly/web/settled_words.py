"""Django's tags for translation, with words that nothing of a request can change looked up once.

The site has one language, so a text without a variable is the same on every page: it is translated when its
template is compiled, and is plain text from then on. With a second language in LANGUAGES all are Django's.
"""

from django.conf import settings
from django.template import Context, Library, Template
from django.template.base import TextNode, TokenType
from django.templatetags import i18n
from django.utils import translation

register = Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


@register.tag("trans")
@register.tag("translate")
def translate(parser, token):
    """`{% translate "Words" %}`; words from a variable, or kept under a name, are Django's."""
    node = i18n.do_translate(parser, token)
    words = node.filter_expression
    is_literal = words.var.literal is not None and not words.filters
    return _settled(node, is_literal and not node.asvar and not node.message_context)


@register.tag("blocktrans")
@register.tag("blocktranslate")
def blocktranslate(parser, token):
    """`{% blocktranslate %}Words{% endblocktranslate %}`; with a value in them they are Django's."""
    node = i18n.do_block_translate(parser, token)
    is_plain = all(part.token_type == TokenType.TEXT for part in node.singular)
    has_more = node.plural or node.extra_context or node.asvar or node.message_context
    return _settled(node, is_plain and not has_more)


def _settled(node, is_constant):
    if not is_constant or len(settings.LANGUAGES) > 1:
        return node
    context = Context()
    with translation.override(settings.LANGUAGE_CODE), context.bind_template(Template("")):
        return TextNode(node.render(context))
