"""The characters for the TeX of this course: one table a part of speech, so that a sign is spaced as TeX spaces it."""

from __future__ import annotations

LETTERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ",
    "sigma": "σ", "tau": "τ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ",
    "Psi": "Ψ", "Omega": "Ω",
    "x": "x", "z": "z", "p": "p", "y": "y",  # the colored symbols of the course
    "ell": "ℓ", "infty": "∞", "varnothing": "∅", "emptyset": "∅", "ldots": "…", "dots": "…", "cdots": "…",
    "vdots": "⋮", "top": "T", "ast": "*", "star": "*", "circ": "∘", "prime": "′", "$": "$", "_": "_",
    "#": "#", "&": "&", "bullet": "•",
}  # fmt: skip

PREFIXES = {"partial": "∂", "nabla": "∇"}
"""Signs that stand close to what follows, and make one thing of it."""

FUNCTIONS = {
    "softmax": "softmax", "ln": "ln", "log": "log", "exp": "exp", "max": "max", "min": "min", "arg": "arg",
    "argmax": "argmax", "argmin": "argmin", "lim": "lim", "sin": "sin", "cos": "cos", "tanh": "tanh", "det": "det",
    "Pr": "Pr", "sum": "Σ", "prod": "Π", "int": "∫",
}  # fmt: skip

RELATIONS = {
    "le": "≤", "leq": "≤", "leqslant": "≤", "ge": "≥", "geq": "≥", "geqslant": "≥", "lt": "<", "gt": ">", "ne": "≠",
    "neq": "≠", "approx": "≈", "equiv": "≡", "sim": "∼", "simeq": "≃", "propto": "∝", "ll": "≪", "gg": "≫", "in": "∈",
    "notin": "∉", "subset": "⊂", "to": "→", "rightarrow": "→", "longrightarrow": "→", "leftarrow": "←", "gets": "←",
    "mapsto": "↦", "Rightarrow": "⇒", "implies": "⇒", "iff": "⇔", "Leftrightarrow": "⇔", "mid": "|", "parallel": "‖",
    "coloneqq": "≔", "colon": ":", "forall": "∀", "exists": "∃",
}  # fmt: skip

OPERATORS = {"cdot": "·", "times": "×", "pm": "±", "mp": "∓", "odot": "⊙", "div": "÷", "setminus": "∖"}

OPENING = {"langle": "⟨", "lfloor": "⌊", "lceil": "⌈", "lbrack": "[", "{": "{", "lbrace": "{"}
CLOSING = {"%": "%", "rangle": "⟩", "rfloor": "⌋", "rceil": "⌉", "rbrack": "]", "}": "}", "rbrace": "}"}
BARS = {"|": "‖", "lVert": "‖", "rVert": "‖", "Vert": "‖", "vert": "|", "lvert": "|", "rvert": "|"}

SPACES = {",": " ", ";": " ", ":": " ", ">": " ", " ": " ", "quad": "   ", "qquad": "      ", "!": ""}
NOTHING = {
    "textstyle", "displaystyle", "scriptstyle", "limits", "nolimits", "left", "right", "big", "Big", "bigl", "bigr",
    "Bigl", "Bigr", "bigg", "biggl", "biggr", "hfill",
}  # fmt: skip
"""What only sets the size or the place of a sign."""

WORDS = {"text", "mathrm", "operatorname", "textrm", "textbf", "textit", "mathit", "mathsf", "texttt", "mathtt"}
FACES = {"mathbf", "boldsymbol", "mathcal", "bm"}
"""Faces of a letter that a terminal does not have."""

ACCENTS = {"hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "bar": "\u0304", "overline": "\u0304",
           "dot": "\u0307", "vec": "\u20d7"}  # fmt: skip

BLACKBOARD = {"R": "ℝ", "N": "ℕ", "E": "𝔼", "1": "𝟙", "P": "ℙ", "Z": "ℤ"}

QUARTERS = {("1", "2"): "½", ("1", "3"): "⅓", ("2", "3"): "⅔", ("1", "4"): "¼", ("3", "4"): "¾"}

RAISED = dict(zip(
    "0123456789+−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW′*βγδ",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ′*ᵝᵞᵟ",
    strict=True,
))  # fmt: skip
LOWERED = dict(zip("0123456789+−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))

ASCII = {
    **{character: f"^{plain}" for plain, character in RAISED.items() if character not in "′*"},
    **{character: f"_{plain}" for plain, character in LOWERED.items()},
    "⁻": "^-", "₋": "_-",
    **{character: f"{above}/{below}" for (above, below), character in QUARTERS.items()},
    "−": "-", "–": "-", "—": "--", "·": "*", "×": "x", "÷": "/", "±": "+-", "≤": "<=", "≥": ">=", "≠": "!=",
    "≈": "~", "∼": "~", "→": "->", "←": "<-", "↦": "->", "⇒": "=>", "⇔": "<=>", "∞": "inf", "∂": "d", "∇": "grad ",
    "Σ": "sum", "Π": "prod", "√": "sqrt", "‖": "||", "′": "'", "…": "...", "’": "'", "‘": "'", "“": '"', "”": '"',
    "«": '"', "»": '"', "•": "*", "∈": " in ", "\u00a0": " ", "\u202f": " ", "✓": "+", "✗": "x", "≪": "<<",
    "≫": ">>", "≡": "==", "≔": ":=", "∅": "{}", "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "eps",
    "η": "eta", "θ": "theta", "λ": "lambda", "μ": "mu", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi",
}  # fmt: skip
"""What stands for a character where the terminal's encoding does not have it."""
