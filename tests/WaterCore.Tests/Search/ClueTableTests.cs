using WaterCore.Search;

namespace WaterCore.Tests.Search;

/// <summary>What a clue finds, as a table. A row is a field and clues with the way each fits it; "none" fits in no way.</summary>
public sealed class ClueTableTests
{
    private const string Table =
        """
        Name 张建国 | 张建国=Exact 张建=Start 建国=Inside 张=Start 国=Inside 張建國=Exact 張建=Start 建國=Inside 張=Start
        Name 张建国 | zhangjianguo=Pinyin zhangjian=Pinyin jianguo=Pinyin zhang=Pinyin jian=Pinyin guo=Pinyin zhangjiang=Initials ZhangJianGuo=Pinyin ZHANGJIANGUO=Pinyin
        Name 张建国 | zjg=Initials zhangjg=Initials zhjg=Initials zhangjiangu=Initials zhangj=Initials zj=Initials jg=Initials jiang=Initials jianguo=Pinyin zhangg=none zhajg=none zjguo=none
        Name 张建国 | 章建国=Homophone 章建=Homophone 见国=Homophone 張見國=Homophone 建过=Homophone 张见过=Homophone 掌鉴国=Homophone 张剑=Homophone 张国=none 李建国=none 国建=none
        Name 张建国 | ｚｊｇ=Initials ＺＨＡＮＧ=Pinyin ｚｈａｎｇｊｇ=Initials
        Name 張建國 | 张建国=Exact 張建國=Exact 张建=Start zhangjg=Initials zjg=Initials 章建国=Homophone
        Name 王伟 | 王伟=Exact 王=Start 伟=Inside wangwei=Pinyin ww=Initials wangw=Initials wei=Pinyin wang=Pinyin wwei=Initials wangwe=Initials 王为=Homophone 汪伟=Homophone 王維=Homophone 亡尾=Homophone wan=none we=none wangwen=none 王伟伟=none
        Name 王偉 | 王伟=Exact 王偉=Exact 王=Start wangwei=Pinyin 汪卫=Homophone
        Name 吕乐 | 吕乐=Exact 呂樂=Exact lvle=Pinyin lvyue=Pinyin lüle=Pinyin LÜLE=Pinyin ll=Initials ly=Initials lv=Pinyin lü=Pinyin 旅勒=Homophone 旅月=Homophone lu=none
        Name 单雄信 | shan=Pinyin dan=Pinyin shanxiongxin=Pinyin danxiongxin=Pinyin sxx=Initials dxx=Initials 單雄信=Exact 善熊=Homophone shxx=Initials
        Name 曾国藩 | zeng=Pinyin ceng=Pinyin zengguofan=Pinyin zgf=Initials cgf=Initials 曾國藩=Exact 增国=Homophone
        Name 仇英 | qiu=Pinyin chou=Pinyin qiuying=Pinyin qy=Initials cy=Initials chy=Initials 邱英=Homophone 秋影=Homophone
        Name 解晓东 | xie=Pinyin jie=Pinyin xiexiaodong=Pinyin xxd=Initials 谢晓东=Homophone 謝曉東=Homophone 解曉東=Exact
        Name 查良镛 | zha=Pinyin cha=Pinyin zhaliangyong=Pinyin zly=Initials 查良鏞=Exact 扎梁=Homophone
        Name 区志强 | ou=Pinyin qu=Pinyin ouzhiqiang=Pinyin ozq=Initials 區志強=Exact 欧志强=Homophone
        Name 盖叫天 | gai=Pinyin ge=Pinyin 蓋叫天=Exact gejiaotian=Pinyin
        Name 任重 | renzhong=Pinyin renchong=Pinyin rz=Initials rc=Initials 人中=Homophone 任重=Exact 仁虫=Homophone
        Name 长孙无忌 | changsunwuji=Pinyin zhangsunwuji=Pinyin cswj=Initials 長孫無忌=Exact 长孙=Start 孙无=Inside 孙武记=Homophone
        Name 欧阳娜娜 | ouyang=Pinyin ouyangnana=Pinyin oynn=Initials ouynn=Initials 歐陽=Start 歐陽娜娜=Exact 娜娜=Inside nana=Pinyin 欧阳那那=Homophone
        Name 陈西安 | chenxian=Pinyin xian=Pinyin chenxi=Pinyin xa=Initials chxa=Initials 陳西安=Exact 陈熙案=Homophone cxa=Initials
        Name 陈先 | chenxian=Pinyin xian=Pinyin xia=none chenxia=Initials cx=Initials 陈贤=Homophone
        Name 罗绿 | luolv=Pinyin luolu=Pinyin 羅綠=Exact 骆律=Homophone
        Name 虐略 | nvelve=Pinyin nuelue=Pinyin nuelve=Pinyin
        Name 乾隆 | 干隆=Exact 乾隆=Exact qianlong=Pinyin 前龙=Homophone
        Name 于後 | 于后=Exact 於后=Exact 於後=Exact yuhou=Pinyin 鱼厚=Homophone
        Name 𠮷田 | 𠮷田=Exact 田=Inside 𠮷=Start tian=Pinyin
        Name 翁颖 | wengying=Pinyin wy=Initials 翁穎=Exact 嗡影=Homophone
        Name 珠海华发物业有限公司 | 华发=Inside 華發=Inside 珠海华发=Start 物业=Inside huafa=Pinyin hfwy=Initials zhhf=Initials huafawy=Initials 华法=Homophone 珠海華發物業有限公司=Exact gongs=Initials
        Name John Smith | smith=Inside john=Inside SMITH=Inside Ｓｍｉｔｈ=Inside smit=Inside smyth=none
        Name 王 伟 | 王伟=Exact wangwei=Pinyin 王=Start
        Phone 13806440510 | 13806440510=Exact 0510=End 40510=End 1380=Inside 6440=Inside 13806440501=Transposed 13804640510=Transposed 31806440510=Transposed 440501=Transposed 0501=none 40501=none 138064405100=none 13806440511=none 510=none １３８０６４４０５１０=Exact ０５１０=End 644051=Inside 644015=Transposed
        Phone 0756-333 1234 | 07563331234=Exact 3331234=End 1234=End 33312=Inside 0756=Inside 3333=none 3332134=Transposed
        Phone (0756)3331234 | 07563331234=Exact 1234=End 3331243=Transposed
        Account 6200017 | 6200017=Exact 0017=End 200017=End 6200=Inside 6200071=Transposed 2600017=Transposed 6201007=none 017=none 62000=Inside 620017=none
        Account A-0099-1234 | 00991234=Exact 1234=End 0099=Inside a=none
        Meter LXS2000017 | 2000017=Exact lxs=Inside LXS=Inside 0017=End 2000=Inside lx=Inside 2000071=Transposed ｌｘｓ=Inside sxl=none
        Phone 13925871463 | 13925871436=Transposed 13925817463=Transposed 19325871463=Transposed 13928571463=Transposed 871436=Transposed 258714=Inside 257814=Transposed １３９２５８７１４３６=Transposed １４６３=End
        Account 6213457 | 6213475=Transposed 6231457=Transposed 2613457=Transposed ６２１３４５７=Exact ３４５７=End ６２１３４７５=Transposed 6213745=none
        Meter LXS2013579 | 2013597=Transposed 2031579=Transposed ２０１３５７９=Exact ＬＸＳ=Inside ２０３１５７９=Transposed
        Name 李晓明 | ｌｘｍ=Initials ｌｉｘｉａｏｍｉｎｇ=Pinyin ｘｉａｏ=Pinyin ＬＩＸＭ=Initials 李小明=Homophone 理晓名=Homophone
        Address 珠海市香洲区吉大路２７３号 | 273=Inside ２７３=Inside ２７３号=Inside 吉大路=Inside ｊｉｄａ=Pinyin ｊｄｌ=Initials 吉达路=Homophone
        Address 珠海市香洲区人民东路17号3栋1203房 | 人民东路=Inside 人民=Inside 东路=Inside 人民東路=Inside 香洲區=Inside 17=Inside 3=Inside 1203=Inside 17号=Inside 3号=none 17栋=none 3栋=Inside 17號=Inside 120=none 203=none 7=none 1=none １７号=Inside
        Address 珠海市香洲区人民东路17号3栋1203房 | renmin=Pinyin renmindong=Pinyin renmindonglu=Pinyin rmdl=Initials renmindl=Initials rmd=Initials rm=none ren=none renm=none renmi=none renmindon=Initials renmind=Initials rmdong=none rmindl=none xiangzhou=Pinyin zhuhai=Pinyin xzqrmdl=Initials minglu=none dongl=none mindongl=Initials 乾隆=none ＲＭＤＬ=Initials
        Address 珠海市香洲区人民东路17号3栋1203房 | 仁民东路=Homophone 人民冬路=Homophone 任民=Homophone 想州=Homophone 人民西路=none 东人=none 朱海=Homophone
        Address 重庆市渝中区长江路1号 | chongqing=Pinyin zhongqing=Pinyin 重慶=Inside 虫庆=Homophone changjiang=Pinyin zhangjiang=Pinyin 長江路=Inside cjl=Initials 1号=Inside 1號=Inside cqsyzq=Initials
        Address 廈門市思明區廈禾路820號 | 厦门=Inside 廈門=Inside xiamen=Pinyin shamen=Pinyin 820=Inside 820号=Inside 820號=Inside 思明区=Inside xhl=Initials 厦和=Homophone smq=Initials
        Address 中山路88号A座 | 88=Inside 88号=Inside zhongshan=Pinyin zsl=Initials zhsl=Initials 钟山=Homophone 鐘山路=Homophone 中山路=Inside 8=none
        """;

    public static TheoryData<string, string, string, string> Rows()
    {
        var rows = new TheoryData<string, string, string, string>();
        foreach (var line in Table.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var bar = line.IndexOf('|', StringComparison.Ordinal);
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            foreach (var cell in line[(bar + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
                if (cell.Split('=') is [var clue, var kind]) rows.Add(line[..space], line[space..bar].Trim(), clue, kind);
        }
        return rows;
    }

    [Fact]
    public void Table_HasAtLeastTwoHundredCases_OfAllFiveKinds()
    {
        var rows = Rows().Select(r => (Clue: (string)r[2], Kind: (string)r[3])).ToList();
        var wide = rows.Where(r => r.Clue.Any(c => c is >= '\uFF00' and < '\uFF5F')).ToList();
        Assert.All(new[] { "Pinyin", "Initials", "Homophone", "Transposed" }, kind => Assert.True(rows.Count(r => r.Kind == kind) >= 20, $"{kind}: {rows.Count(r => r.Kind == kind)}"));
        Assert.True(wide.Count >= 20, $"width: {wide.Count}");
        Assert.True(rows.Count(r => r.Kind is "Pinyin" or "Initials" or "Homophone" or "Transposed" || wide.Contains(r)) >= 200);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Clue_OnAField_FitsAsTheTableSays(string field, string text, string clue, string expected)
    {
        // The other fields of the record must not be what the clue fits.
        var record = new SearchRecord(1, [new(Enum.Parse<SearchFieldKind>(field), text)]);
        var read = Clue.Read(clue);
        if (!read.IsOk)
        {
            Assert.Equal("none", expected);
            return;
        }
        var match = read.Value.Match(record);
        Assert.Equal(expected, match is null ? "none" : Assert.Single(match.Why).Kind.ToString());
        if (match is null) return;
        var grams = Grams.Of(record).ToHashSet();
        var step = read.Value.Steps.Single(s => s.Rank == match.Rank);
        Assert.True(Holds(step.Query, grams), "The index would not find the record.");
    }

    internal static bool Holds(GramQuery query, IReadOnlySet<Gram> grams) => query switch
    {
        GramQuery.One one => grams.Contains(one.Gram),
        GramQuery.All all => all.Parts.All(p => Holds(p, grams)),
        _ => ((GramQuery.Any)query).Parts.Any(p => Holds(p, grams)),
    };
}
