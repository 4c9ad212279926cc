using System.Text.RegularExpressions;

namespace WaterCore.Tariffs;

/// <summary>What is wrong with a tariff, and the remedy, in Chinese. The checks speak English clauses; each of these stands here once with its holes.</summary>
internal static class FindingWords
{
    private static readonly List<(Regex English, string Chinese)> s_clauses = [.. Clauses.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Clause)];

    /// <summary>An English clause of a check in Chinese; null when it is not one of them.</summary>
    public static string? Chinese(string clause)
    {
        foreach (var (english, chinese) in s_clauses)
            if (english.Match(clause) is { Success: true } match)
                return string.Format(System.Globalization.CultureInfo.InvariantCulture, chinese, [.. match.Groups.Values.Skip(1).Select(g => Chinese(g.Value) ?? g.Value)]);
        return null;
    }

    private static (Regex, string) Clause(string line)
    {
        var halves = line.Split(" = ", 2);
        return (new Regex($"^{Regex.Escape(halves[0]).Replace("@", "(.+?)", StringComparison.Ordinal)}$", RegexOptions.CultureInvariant | RegexOptions.Singleline, TimeSpan.FromSeconds(1)), halves[1]);
    }

    // @ is a hole; what is put into it is said in Chinese too when it stands here.
    private const string Clauses = """
        @ (the bill does not use it) = {0}（账单未用到）
        ')' = “)”
        a decimal number = 小数
        an operator = 运算符
        a number, a name or '(' = 数字、名称或“(”
        the end = 结尾
        bound @ = 上限 {0}
        bound of one person @ = 每人加量 {0}
        percentage @ = 百分比 {0}
        zero = 零
        the one before it = 前一个
        a division by zero = 除数为零
        give the inputs other values or mend the formula = 请更改输入值或改正公式
        a list is needed here = 此处须为列表
        write it as [a, b] or as lines that begin with a dash = 写成 [a, b]，或以短横开头逐行书写
        a map of keys is needed here = 此处须为键值表
        a number too large to be exact = 数字过大，无法精确计算
        check the inputs = 请检查输入值
        a percentage stands where a number is needed = 此处须为数字，不能是百分数
        write a number = 请写数字
        a plain value is needed here = 此处须为单个值
        write a word or a number = 请写一个词或数字
        write {zh: ..., en: ...} = 写成 {{zh: ..., en: ...}}
        it needs either prices: or add: = 须写 prices: 或 add: 之一
        write prices: for the price of each band, or add: with base: for what is added = 各档单价写 prices:，加价写 add: 和 base:
        prices: need no base: = 写了 prices: 就不需要 base:
        leave base: out = 去掉 base:
        blocks that count days have no addition for persons = 按天数计的阶梯不能按人口加量
        leave household: out = 去掉 household:
        the class '@' is not listed under classes: = 类别“{0}”未列在 classes: 中
        list it there, or use one of: @ = 请在其中列出，或使用：{0}
        it is not a currency code = 不是币种代码
        write three capital letters, such as CNY = 写三个大写字母，如 CNY
        @ is not a number of days = {0} 不是天数
        write a number above 0 = 写大于 0 的数
        it ends before it begins = 终止日早于起始日
        write the day after the last as to: = to: 写最后一天的次日
        it has no price = 没有单价
        it has both @ = 同时写了 {0}
        write exactly one of @ = 只写其中一项：{0}
        its base price is unknown, so nobody over the quota can be billed = 基准单价未知，超定额的用户无法计费
        find the price, or leave it so: nothing is guessed = 请查明单价；也可保留，系统不作猜测
        its blocks count over a year, and tier_year: does not say when that begins = 按年计阶梯，但 tier_year: 未写明年度起始日
        write tier_year: with month and day, such as 01-01 = 在 tier_year: 写月日，如 01-01
        its price changes, and price_change: does not say which price holds for a bill across the change = 单价有变动，但 price_change: 未写明跨调价日的账单如何计价
        write price_change: by-reading-date, by-day or by-day-whole-units = price_change: 写 by-reading-date、by-day 或 by-day-whole-units
        its price is unknown, so this class cannot be billed = 单价未知，此类别无法计费
        the bounds of its blocks are unknown, so this class cannot be billed = 阶梯上限未知，此类别无法计费
        find the bounds, or leave it so: nothing is guessed = 请查明上限；也可保留，系统不作猜测
        the class has no charge = 该类别没有任何费用
        give it one under charges:, or take the class out = 请在 charges: 下为其写明，或去掉该类别
        the look-up has no value = 对照表没有值
        write a value per key under values: = 在 values: 下逐键写值
        write a value per key = 逐键写值
        the parts go round in a circle, or are nested more than 64 deep = 各部分循环引用，或嵌套超过 64 层
        make each part stand on other parts than itself = 各部分不得引用自身
        there is no price = 没有单价
        write one price per block = 每档写一个单价
        '@' is not a day of every year = “{0}”不是每年都有的日期
        write month and day, such as 03-01 = 写月日，如 03-01
        to: is not after from: = to: 不晚于 from:
        it is not a unit = 不是计量单位
        write m3, kl, ccf or kgal = 写 m3、kl、ccf 或 kgal
        '@' is not a date = “{0}”不是日期
        write it as 2026-01-31 = 写成 2026-01-31
        '@' is not a number = “{0}”不是数字
        write a plain decimal number such as 1.74 = 写普通小数，如 1.74
        '@' is not a price = “{0}”不是单价
        write zero or more with at most six decimals = 写不小于零、至多六位小数的数
        '@' is not a volume = “{0}”不是水量
        write zero or more with at most three decimals = 写不小于零、至多三位小数的数
        '@' is not a whole number of @ to @ = “{0}”不是 {1} 至 {2} 的整数
        write a whole number of @ to @ = 写 {0} 至 {1} 的整数
        '@' is not known = 不认识“{0}”
        write one of: @ = 写其中之一：{0}
        '@' is not a formula: @ stands where @ should = “{0}”不是公式：应为{2}处出现 {1}
        use + - * / ( ), numbers and names = 使用 + - * / ( )、数字和名称
        '@' stands on itself = “{0}”引用了自身
        a list of @ numbers stands where one number is needed = 此处须为一个数字，却是 {0} 个数的列表
        write one number = 写一个数字
        block @ is cheaper than block @ = 第 {0} 档比第 {1} 档便宜
        check that it is meant so = 请确认确实如此
        class @ has no charge '@' before this one = 类别 {0} 在此项之前没有费用“{1}”
        name charges that stand before it = 只引用排在前面的费用
        class @ has this charge twice on the same days; the other stands on line @ = 类别 {0} 在同一日期有两项此费用，另一项在第 {1} 行
        give the dates from: and to: so that they do not overlap = 写明 from: 和 to:，使日期不重叠
        it holds on the same days as the one on line @ = 与第 {0} 行的日期重叠
        let the earlier end on the day the later begins = 前一项应止于后一项起始之日
        its base is the price of '@', which has no one price = 以“{0}”的单价为基准，但它没有唯一的单价
        write a price as base:, or the code of a flat charge = base: 写单价，或写单一价费用的代码
        its blocks read '@', which the class does not define = 阶梯引用了“{0}”，该类别未定义
        define @ in the class = 请在该类别中定义 {0}
        more than @ steps = 计算步骤超过 {0} 步
        make the formula simpler = 请简化公式
        no usage reaches block @: its end is not above its beginning = 没有用量能到第 {0} 档：其上限不高于下限
        write rising bounds = 上限须逐档升高
        no usage reaches block @: it starts at @ and the next at @ = 没有用量能到第 {0} 档：它始于 {1}，下一档始于 {2}
        write rising starts = 起点须逐档升高
        nobody defines '@' = “{0}”没有定义
        give @ as an input, or define it in the class = 请给出输入 {0}，或在该类别中定义
        nothing holds from @ to @ = {0} 至 {1} 没有任何规定
        let the earlier end on the day the later begins, or write what holds between = 前一项应止于后一项起始之日，或补写中间的规定
        the formula is longer than @ characters = 公式超过 {0} 个字符
        the formula is nested more than @ deep = 公式嵌套超过 {0} 层
        name parts of it and use the names = 把其中部分命名后引用
        the key '@' is not known here = 此处不认识键“{0}”
        the key '@' stands here twice = 键“{0}”在此出现两次
        keep one of the two = 两者留一
        use one of: @ = 使用其中之一：{0}
        the look-up asks for '@', which the case does not have = 对照表需要“{0}”，而此户没有
        give @ as one of: @ = {0} 应为：{1}
        the look-up by @ has no key '@' = 按 {0} 的对照表没有键“{1}”
        the share @ is not above 0 and at most 1 = 比例 {0} 不在 0（不含）至 1 之间
        write 0.9 for nine tenths = 九成写 0.9
        what each person above @ adds is unknown, so larger households cannot be billed = 超过 {0} 人每人增加的水量未知，人口较多的户无法计费
        find the volume, or leave it so: nothing is guessed = 请查明水量；也可保留，系统不作猜测
        @ is below zero = {0} 小于零
        give a usage of zero or more = 用量须不小于零
        @ bounds stand against @ parts = {0} 个上限对应 {1} 个比例
        write one part per bound = 每个上限写一个比例
        @ bounds stand against @ prices = {0} 个上限对应 {1} 个单价
        write one price more than there are bounds = 单价比上限多写一个
        @: is missing = 缺少 {0}:
        write @: = 请写 {0}:
        @ is '@', which is not a number = {0} 为“{1}”，不是数字
        give @ as a plain decimal number = {0} 请写普通小数
        write zero or more = 写不小于零的数
        @ bounds of one person stand against @ bounds = 每人加量有 {0} 个上限，阶梯有 {1} 个
        write as many = 请写同样多
        @ is not a part of the price = {0} 不是单价的比例
        write 0 for free, 0.5 for half = 免费写 0，半价写 0.5
        @ percentages stand against @ bands = {0} 个百分比对应 {1} 个档
        write one more than there are percentages = 比百分比多写一个
        @ starts stand against @ prices = {0} 个起点对应 {1} 个单价
        write one start and one price per block = 每档写一个起点和一个单价
        it reads '@', which the class does not define = 引用了“{0}”，该类别未定义
        define @ in the class, or give it with every case = 请在该类别中定义 {0}，或随每户给出
        @ is not above @ = {0} 不高于 {1}
        write rising numbers, the last of each block = 逐档写升高的上限
        a key is not a plain word = 键不是普通的词
        the file is empty = 文件是空的
        the file is not a map = 文件不是键值表
        the file is larger than @ KiB = 文件大于 {0} KiB
        the file is nested more than @ deep = 文件嵌套超过 {0} 层
        this is not YAML (it breaks off here) = 不是 YAML（在此中断）
        this is not YAML (@) = 不是 YAML（{0}）
        this is not YAML = 不是 YAML
        the alias *@ is not allowed = 不允许使用别名 *{0}
        '@' is not a percentage = “{0}”不是百分数
        write a number before the %, such as 40% = % 前写数字，如 40%
        depends_on is neither a name nor a list of names = depends_on 既不是名称也不是名称列表
        write depends_on: meter_size, or a list = 写 depends_on: meter_size，或列表
        it is empty = 为空
        write a number or a formula = 写数字或公式
        it is neither a number, a formula, a list nor a look-up = 既不是数字、公式、列表，也不是对照表
        write depends_on: and values: for a look-up = 对照表写 depends_on: 和 values:
        it is missing = 缺失
        mend the file at this line = 请改正文件的这一行
        split it, one @ per file = 请拆分，每个文件一个{0}
        tariff = 水价
        write a @ into it = 请写入{0}
        write a word before the colon = 冒号前请写一个词
        write at least one customer class = 至少写一个用户类别
        write bill: as the sum of the parts that are billed = bill: 写成应计各部分之和
        write it as 2017-07-01 = 写成 2017-07-01
        write it flatter = 请减少嵌套
        write metadata: with utility_name, effective_date, bill_frequency and bill_unit = 写 metadata:，包含 utility_name、effective_date、bill_frequency 和 bill_unit
        write monthly, bimonthly, quarterly or annually = 写 monthly、bimonthly、quarterly 或 annually
        write named parts below it, bill: among them = 其下逐项命名书写，须有 bill:
        write rate_structure: with a map of customer classes = 写 rate_structure:，为用户类别的键值表
        write the value out = 请直接写出该值
        it has no class = 没有任何类别
        the class is not a map of parts = 该类别不是由各部分组成的键值表
        """;
}
