from leadtocash.foundation.kernel.text import clean_line, clean_serial, name_key, plain_signs


def test_full_width_signs_become_ordinary():
    assert clean_line("  ＡＢ１２　３\t\u200b ") == "AB12 3"


def test_chinese_punctuation_stays():
    assert clean_line("约技术交流，确认（配置）清单。") == "约技术交流，确认（配置）清单。"
    assert plain_signs("１，２３４．５６") == "1,234.56"


def test_a_serial_number_has_no_blanks_and_capitals():
    assert clean_serial(" s92a ６k1 ") == "S92A6K1"


def test_two_spellings_of_a_company_name_count_as_one():
    assert name_key("浙东（二院）有限公司") == name_key("浙东(二院) 有限公司") != name_key("浙东二院")
