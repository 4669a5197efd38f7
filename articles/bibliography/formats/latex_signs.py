r"""What LaTeX commands stand for: accents, letters of names, and signs that change what a title says."""

#: Accents as the combining character that follows the letter.
COMBINING = {
    **{"`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306"},
    **{".": "\u0307", '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "c": "\u0327"},
    **{"k": "\u0328", "d": "\u0323", "b": "\u0331", "t": "\u0361", "h": "\u0309", "cb": "\u0326"},
    **{"textcommabelow": "\u0326", "G": "\u030f", "U": "\u030e"},
    **{"grave": "\u0300", "acute": "\u0301", "hat": "\u0302", "tilde": "\u0303", "bar": "\u0304"},
    **{"breve": "\u0306", "dot": "\u0307", "ddot": "\u0308", "check": "\u030c", "vec": "\u20d7"},
}
LETTERS = {
    **{"ss": "ß", "SS": "ẞ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ"},
    **{"OE": "Œ", "aa": "å", "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "dj": "đ", "DJ": "Đ"},
    **{"th": "þ", "TH": "Þ", "ng": "ŋ", "NG": "Ŋ", "ij": "ĳ", "IJ": "Ĳ", "uhorn": "ư", "UHORN": "Ư"},
    **{"ohorn": "ơ", "OHORN": "Ơ", "imath": "ı", "jmath": "ȷ", "cprime": "ʹ"},
}
SIGNS = {
    **{"textendash": "–", "textemdash": "—", "texthyphen": "-", "textbackslash": "\\", "slash": "/"},
    **{"textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”"},
    **{"textquotesingle": "'", "textquotedbl": '"', "lq": "‘", "rq": "’", "quotesinglbase": "‚"},
    **{"quotedblbase": "„", "guillemotleft": "«", "guillemotright": "»", "guilsinglleft": "‹"},
    **{"guilsinglright": "›", "textasciigrave": "`", "textasciitilde": "~", "textasciicircum": "^"},
    **{"textunderscore": "_", "textbar": "|", "textless": "<", "textgreater": ">", "lt": "<", "gt": ">"},
    **{"less": "<", "greater": ">", "textbraceleft": "{", "textbraceright": "}", "lbrace": "{"},
    **{"rbrace": "}", "backslash": "\\", "textdollar": "$", "textpercent": "%", "vert": "|", "mid": "|"},
    **{"textperiodcentered": "·", "textbullet": "•", "bullet": "•", "cdot": "·", "ldots": "…"},
    **{"dots": "…", "textellipsis": "…", "cdots": "⋯", "texttrademark": "™", "textregistered": "®"},
    **{"textcopyright": "©", "copyright": "©", "registered": "®", "texteuro": "€", "euro": "€"},
    **{"textsterling": "£", "pounds": "£", "textyen": "¥", "textcent": "¢", "S": "§", "textsection": "§"},
    **{"P": "¶", "textparagraph": "¶", "dag": "†", "ddag": "‡", "dagger": "†", "ddagger": "‡"},
    **{"textdagger": "†", "textdaggerdbl": "‡", "textonehalf": "½", "textonequarter": "¼"},
    **{"textthreequarters": "¾", "textonesuperior": "¹", "texttwosuperior": "²"},
    **{"textthreesuperior": "³", "textordmasculine": "º", "textordfeminine": "ª", "textmu": "µ"},
    **{"micro": "µ", "textdegree": "°", "degree": "°", "celsius": "°C", "textcelsius": "°C"},
    **{"circ": "∘", "textpm": "±", "pm": "±", "mp": "∓", "times": "×", "texttimes": "×", "div": "÷"},
    **{"textdiv": "÷", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "leqslant": "≤", "geqslant": "≥"},
    **{"textleq": "≤", "textgeq": "≥", "ll": "≪", "gg": "≫", "neq": "≠", "ne": "≠", "approx": "≈"},
    **{"sim": "∼", "simeq": "≃", "cong": "≅", "equiv": "≡", "propto": "∝", "infty": "∞", "partial": "∂"},
    **{"nabla": "∇", "sum": "∑", "prod": "∏", "int": "∫", "in": "∈", "cap": "∩", "cup": "∪", "wedge": "∧"},
    **{"vee": "∨", "neg": "¬", "textlnot": "¬", "to": "→", "rightarrow": "→", "textrightarrow": "→"},
    **{"longrightarrow": "→", "Rightarrow": "⇒", "leftarrow": "←", "textleftarrow": "←", "uparrow": "↑"},
    **{"downarrow": "↓", "textuparrow": "↑", "textdownarrow": "↓", "leftrightarrow": "↔"},
    **{"rightleftharpoons": "⇌", "prime": "′", "textprime": "′", "ast": "*", "star": "⋆"},
    **{"textasteriskcentered": "*", "asterisk": "*", "ell": "ℓ", "hbar": "ℏ", "Re": "ℜ", "Im": "ℑ"},
    **{"aleph": "ℵ", "angle": "∠", "perp": "⊥", "parallel": "∥", "otimes": "⊗", "oplus": "⊕"},
    **{"subset": "⊂", "supset": "⊃", "emptyset": "∅", "forall": "∀", "exists": "∃", "mathsection": "§"},
    **{"textnumero": "№", "textminus": "−", "textsurd": "√", "surd": "√", "checkmark": "✓", "degrees": "°"},
    **{"LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX", "log": "log", "ln": "ln", "exp": "exp"},
    **{"max": "max", "min": "min", "sin": "sin", "cos": "cos", "textexclamdown": "¡"},
    **{"textquestiondown": "¿"},
}
#: Commands that mark letters, as the tag that a title may carry.
MARKS = {
    **{"emph": "i", "textit": "i", "textsl": "i", "mathit": "i", "textbf": "b", "mathbf": "b"},
    **{"textsubscript": "sub", "textsuperscript": "sup"},
}
#: The same for the rest of a group ("{\em in vivo}").
SWITCHES = {
    **{"em": "i", "it": "i", "itshape": "i", "sl": "i", "bf": "b", "bfseries": "b"},
    **dict.fromkeys(("rm", "sc", "scshape", "tt", "sf", "small", "upshape", "normalfont", "mdseries"), ""),
}
#: Commands that stand for their argument.
PLAIN = {
    *("textrm", "textsf", "texttt", "textsc", "textup", "textnormal", "textmd", "text", "mbox", "hbox"),
    *("mathrm", "mathsf", "mathtt", "mathcal", "mathbb", "operatorname", "NoCaseChange"),
    *("MakeLowercase", "lowercase", "underline", "uline", "overline"),
    *("boldsymbol", "bm", "textlatin"),
}
