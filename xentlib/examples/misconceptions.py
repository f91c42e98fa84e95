"""Where each known misconception is worked: its example and the mistake's name in it, or why there is none.

The ids are those of the course's list of misconceptions. A row that has several formulas has several entries.
"""

from __future__ import annotations

Reference = tuple[str, str]
"""The name of an example, and the name of one of its mistakes."""

MISCONCEPTIONS: dict[str, tuple[Reference, ...] | str] = {
    "M01": (("cat_photo", "softmax_twice"), ("softmax_twice", "softmax_twice")),
    "M02": "No mistake but a false alarm: log_softmax of log_softmax changes nothing; `log_softmax_twice` shows it.",
    "M03": (("cat_photo", "divided_by_sum"), ("scores_as_probabilities", "categorical")),
    "M04": (("cat_photo", "base_two"), ("cat_photo", "base_ten")),
    "M05": (("cat_photo", "sign_forgotten"),),
    "M06": (("cat_photo", "logarithm_forgotten"),),
    "M07": (("one_hot_truth", "swapped"), ("cat_photo", "swapped_and_clipped"), ("two_distributions", "swapped")),
    "M08": (("cat_photo", "all_classes"), ("cat_photo", "mean_of_all_classes")),
    "M09": (("cat_photo", "binary_sum"), ("cat_photo", "binary_mean")),
    "M10": (("cat_photo", "one_minus_p"),),
    "M11": (("cat_photo", "p_times_logarithm"), ("cat_photo", "entropy_of_p")),
    "M12": (("cat_photo", "divided_by_classes"),),
    "M13": (("cat_photo", "next_class"), ("cat_photo", "largest_class")),
    "M14": (("cat_photo", "squares_sum"), ("cat_photo", "squares_mean"), ("cat_photo", "squares_half")),
    "M15": (("batch", "sum_for_mean"),),
    "M16": (("class_weights", "divided_by_count"),),
    "M17": (("ignored_target", "counted_all_the_same"),),
    "M18": (("label_smoothing", "spread_over_the_others"),),
    "M19": (("surprise", "capped_at_one"),),
    "M20": (("weight_step", "sign_of_the_gradient_lost"),),
    "M21": (("gradient", "sign_flipped"),),
    "M22": (("by_score_and_probability", "by_the_probability"),),
    "M23": (("neuron_step", "slope_kept"),),
    "M24": (("gradient", "true_class_only"),),
    "M25": (("binary_loss", "first_term_only"),),
    "M26": (("binary_loss", "logarithm_of_p"),),
    "M27": (("binary_from_score", "sigmoid_twice"),),
    "M28": (
        ("scores_as_probabilities", "categorical"),
        ("scores_as_probabilities", "sparse"),
        ("scores_as_probabilities", "categorical_of_lucky"),
    ),
    "M29": (("one_output_softmax", "softmax_of_one"),),
    "M30": (("over_the_batch", "over_the_batch"),),
    "M31": "No formula: labels of a wrong type or shape are refused with an error; lesson 9 quotes the messages.",
    "M32": "No number: 0 · (−∞) is nan, which nobody can answer; `zero_times_log` shows the limit that is meant, 0.",
    "M33": (("sharpened", "unchanged"),),
    "M34": (("temperatures", "multiplied"),),
    "M35": (("soft_label_floor", "zero"),),
    "M36": (("perplexity", "two_to_the_nats"),),
    "M37": (("two_distributions", "kl_for_cross_entropy"), ("extra_price", "cross_entropy")),
    "M38": "No formula: a belief about two numbers; `accuracy_is_not_loss` shows them move apart.",
    "M39": (
        ("first_loss", "zero"),
        ("first_loss", "one"),
        ("first_loss", "half"),
        ("first_loss", "one_over_classes"),
    ),
    "M40": "No formula: whether confidence is honest shows in many predictions; lesson 8 draws a reliability diagram.",
    "M41": (("binary_loss", "brackets_forgotten"),),
}
